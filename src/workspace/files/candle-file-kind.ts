import { basename } from 'node:path'
import { UserError } from '../../core/errors.js'

export type TableKind = 'arrow' | 'parquet' | 'hdf5' | 'json'

/** What a file of candles is, by its name. */
export interface CandleFileKind {
  readonly kind: 'zip' | 'csv' | TableKind
  /** Whether gzip packed it. */
  readonly packed: boolean
  /** Its name without what says how it is packed. */
  readonly name: string
}

/** Kinds by the end of the file's name. */
const KINDS: readonly (readonly [RegExp, CandleFileKind['kind']])[] = [
  [/\.zip$/i, 'zip'],
  [/\.(?:csv|tsv|txt)$/i, 'csv'],
  [/\.(?:feather|arrows?|ipc)$/i, 'arrow'],
  [/\.(?:parquet|pq)$/i, 'parquet'],
  [/\.(?:h5|hdf5?)$/i, 'hdf5'],
  [/\.json$/i, 'json'],
]

/** Throws UserError where the name is none of a file of candles. */
export function candleFileKind(file: string): CandleFileKind {
  const whole = basename(file)
  const name = whole.replace(/\.gz$/i, '').replace(/\.jsongz$/i, '.json')
  const [, kind] = KINDS.find(([ending]) => ending.test(name)) ?? []
  if (kind && (kind !== 'zip' || name === whole)) return { kind, packed: name !== whole, name }
  throw new UserError(
    `${file}: candles are imported from .zip, .csv, .json (also with .gz), .parquet, .feather, .arrow and .h5 files`,
  )
}
