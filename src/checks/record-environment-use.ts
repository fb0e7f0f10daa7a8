import type { FeatureSet } from '../features/feature-set.js'
import type { Subject } from './subject.js'

/** Runs work and returns what it used of the environment: `Math.random`, `fs.readFileSync /a/b`. */
export type EnvironmentWatch = <T>(work: () => T) => { readonly value: T; readonly touched: readonly string[] }

/** Uses that are reported of one definition. */
const MAX_TOUCHED = 20

/** Wraps a definition so that what it uses of its environment while it computes is added to `touched`. */
export function recordEnvironmentUse(subject: Subject, watch: EnvironmentWatch, touched: Set<string>): Subject {
  const record = <T>(work: () => T): T => {
    const { value, touched: found } = watch(work)
    for (const what of found) if (touched.size < MAX_TOUCHED) touched.add(what)
    return value
  }
  const { featureSet } = subject
  return {
    ...subject,
    compute: (candles) => record(() => subject.compute(candles)),
    ...(featureSet ? { featureSet: recordedSet(featureSet, record) } : {}),
  }
}

function recordedSet(set: FeatureSet, record: <T>(work: () => T) => T): FeatureSet {
  return {
    ...set,
    compute: (candles) => record(() => set.compute(candles)),
    ...(set.valuesAt
      ? { valuesAt: (candles, names, rows) => record(() => set.valuesAt?.(candles, names, rows) ?? []) }
      : {}),
  }
}
