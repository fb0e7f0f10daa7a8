import type { Dataset, Entity, Group } from 'h5wasm'
import { UserError } from '../../core/errors.js'
import { readHdf5File } from '../../runtime/hdf5-file.js'
import type { SourceColumn, SourceTable } from './source-table.js'
import { timeUnitOf } from './parse-values.js'

/** Reads a frame that pandas saved with `to_hdf` in its fixed format, indexed by time. Throws UserError naming `label`. */
export function readHdf5(bytes: Uint8Array, label: string): Promise<SourceTable> {
  return readHdf5File(bytes, label, (file) => tableOf(file, label))
}

function tableOf(file: Group, label: string): SourceTable {
  const frame = frameOf(file, label)
  const columns = new Map<string, SourceColumn>([['timestamp', indexOf(frame, label)]])
  const rows = columns.get('timestamp')?.values.length ?? 0
  for (let block = 0; ; block++) {
    const items = frame.get(`block${block}_items`)
    const values = frame.get(`block${block}_values`)
    if (!isDataset(items) || !isDataset(values)) break
    const names = textsOf(items)
    const numbers = numbersOf(values)
    if (!numbers) continue
    if (numbers.length !== names.length * rows) throw new Error('a block does not fit its index')
    for (const [place, name] of names.entries()) {
      columns.set(name, { kind: 'number', values: strided(numbers, place, names.length, rows) })
    }
  }
  return {
    names: [...columns.keys()],
    rows,
    read: (name) => {
      const column = columns.get(name)
      return column ? Promise.resolve(column) : Promise.reject(new RangeError(`no column ${name}`))
    },
  }
}

/** The one frame of the file. */
function frameOf(file: Group, label: string): Group {
  const keys = file.keys()
  const frames = keys.flatMap((key) => {
    const group = file.get(key)
    return isGroup(group) ? [{ key, group }] : []
  })
  const [first, second] = frames
  if (!first) throw new UserError(`${label} holds no frame of pandas`)
  if (second) throw new UserError(`${label} holds several frames (${keys.join(', ')}): save each in its own file`)
  if (isDataset(first.group.get('axis1'))) return first.group
  throw new UserError(`${label} holds no frame in pandas' fixed format: save it with to_hdf(…, format="fixed")`)
}

function indexOf(frame: Group, label: string): SourceColumn {
  const index = frame.get('axis1')
  const value: unknown = isDataset(index) ? index.value : undefined
  if (!(value instanceof BigInt64Array)) throw new UserError(`${label}: its index is not a time`)
  // pandas keeps nanoseconds, or says which other unit it is.
  const kind: unknown = isDataset(index) ? index.attrs['kind']?.value : undefined
  const [factor, divisor] = timeUnitOf(/\[(s|ms|us|ns)/.exec(String(kind))?.[1] ?? 'ns') ?? [1, 1]
  const zoned = isDataset(index) && index.attrs['tz'] !== undefined
  return { kind: 'time', values: Float64Array.from(value, (time) => (Number(time) * factor) / divisor), zoned }
}

function textsOf(items: Dataset): string[] {
  const value: unknown = items.value
  return Array.isArray(value) ? value.map(String) : []
}

function numbersOf(values: Dataset): ArrayLike<number> | undefined {
  const value: unknown = values.value
  if (value instanceof Float64Array || value instanceof Float32Array || value instanceof Int32Array) return value
  return value instanceof BigInt64Array ? Float64Array.from(value, Number) : undefined
}

function strided(values: ArrayLike<number>, place: number, count: number, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => values[row * count + place] ?? Number.NaN)
}

function isGroup(entity: Entity | null): entity is Group {
  return entity !== null && 'keys' in entity
}

function isDataset(entity: Entity | null): entity is Dataset {
  return entity !== null && 'shape' in entity
}
