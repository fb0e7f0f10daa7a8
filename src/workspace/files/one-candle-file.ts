import { UserError } from '../../core/errors.js'
import { readCandleFile, type CandleSource } from './read-candle-file.js'

/** The candles of a file that must hold one market's; a zip of several files is refused. */
export async function oneCandleFile(file: string): Promise<CandleSource> {
  const [source, ...others] = await readCandleFile(file)
  if (source && others.length === 0) return source
  throw new UserError(`${file} holds ${others.length + 1} files of candles, expected one: import them, then use --base`)
}
