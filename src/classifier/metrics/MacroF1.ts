import { defineMetric, type MetricPart } from '../metric.js'

const CLASSES = 3

/** The mean over the classes of F1, the harmonic mean of precision and recall; 0 for a class that is never met. */
export default defineMetric({
  id: 'MacroF1',
  version: 1,
  better: 'higher',
  value: ({ parts }) => {
    const hits = new Float64Array(CLASSES)
    /** Rows of a class and predictions of it, together. */
    const met = new Float64Array(CLASSES)
    for (const part of parts) {
      part.target.forEach((actual, row) => {
        const predicted = highest(part, row)
        met[actual] = (met[actual] ?? 0) + 1
        met[predicted] = (met[predicted] ?? 0) + 1
        if (predicted === actual) hits[actual] = (hits[actual] ?? 0) + 1
      })
    }
    return hits.reduce((sum, count, index) => sum + (2 * count) / Math.max(1, met[index] ?? 0), 0) / CLASSES
  },
})

/** The class with the highest score, the first at a tie. */
function highest({ hold, buy, sell }: MetricPart, row: number): number {
  const [h, b, s] = [hold[row] ?? 0, buy[row] ?? 0, sell[row] ?? 0]
  if (h >= b && h >= s) return 0
  return b >= s ? 1 : 2
}
