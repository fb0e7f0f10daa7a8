import { readFileSync } from 'node:fs'
import { z } from 'zod'

const numbers = z.array(z.number())

const schema = z.object({
  columns: z.array(numbers.transform((values) => Float32Array.from(values))),
  labels: numbers.transform((values) => Uint8Array.from(values)),
  mean: numbers,
  std: numbers,
  quantiles: z.array(numbers),
  spearman: z.array(numbers),
  clusters: z.record(z.string(), numbers),
  information: numbers,
  drift: numbers,
})

/** Eight columns and their statistics as NumPy, SciPy and scikit-learn have them; `reference.py` makes the file. */
export const reference = schema.parse(JSON.parse(readFileSync(new URL('./reference.json', import.meta.url), 'utf8')))
