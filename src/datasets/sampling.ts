/**
 * Which rows an epoch has. balanced: every class equally often. natural: every row once, classes as frequent as they are.
 * weighted: as natural, but the losses of a class are weighted so that all classes count the same.
 */
export const SAMPLINGS = ['balanced', 'natural', 'weighted'] as const
export type Sampling = (typeof SAMPLINGS)[number]

/** Factors of the classes' losses, such that every class has the same sum: rows / (classes · rows of the class). */
export function balancedClassWeights(counts: readonly number[]): number[] {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => rows / (counts.length * count))
}
