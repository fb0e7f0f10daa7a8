export interface CorrelationClusters {
  /** Columns of each cluster of two or more, in the order of the tree's leaves; the largest cluster first. */
  readonly clusters: readonly (readonly number[])[]
  /** All columns, so that those that were joined early lie side by side. */
  readonly order: readonly number[]
}

/** Columns of a group in the order of the tree's leaves. */
type Group = readonly number[]

/**
 * Hierarchical clustering with complete linkage by the strength of correlation, its sign aside: two groups are as close as
 * their least correlated pair. Cut at `threshold`, every two columns of a cluster correlate at least so strongly.
 */
export function clusterByCorrelation(correlation: Float64Array, count: number, threshold: number): CorrelationClusters {
  const strength = correlation.map(Math.abs)
  let groups: Group[] = Array.from({ length: count }, (_, i) => [i])
  let clusters: readonly Group[] | undefined
  while (groups.length > 1) {
    const [a, b] = closestPair(strength, groups, count)
    const [first = [], second = []] = [groups[a], groups[b]]
    if (strengthOf(strength, first, second, count) < threshold) clusters ??= groups
    joinRows(strength, first[0] ?? 0, second[0] ?? 0, count)
    groups = groups.flatMap((group, i) => (i === b ? [] : i === a ? [[...first, ...second]] : [group]))
  }
  const found = (clusters ?? groups).filter((group) => group.length > 1)
  return { clusters: found.toSorted((a, b) => b.length - a.length), order: groups[0] ?? [] }
}

/** The two groups, by their places, whose least correlated pair is the strongest; a group's row is that of its first column. */
function closestPair(strength: Float64Array, groups: readonly Group[], count: number): [number, number] {
  let best: [number, number] = [0, 1]
  let highest = -1
  for (let a = 0; a < groups.length; a++) {
    const row = (groups[a]?.[0] ?? 0) * count
    for (let b = a + 1; b < groups.length; b++) {
      const value = strength[row + (groups[b]?.[0] ?? 0)] ?? 0
      if (value <= highest) continue
      highest = value
      best = [a, b]
    }
  }
  return best
}

function strengthOf(strength: Float64Array, a: Group, b: Group, count: number): number {
  return strength[(a[0] ?? 0) * count + (b[0] ?? 0)] ?? 0
}

/** Makes the row of `a` that of the joined group. */
function joinRows(strength: Float64Array, a: number, b: number, count: number): void {
  for (let k = 0; k < count; k++) {
    const weakest = Math.min(strength[a * count + k] ?? 0, strength[b * count + k] ?? 0)
    strength[a * count + k] = weakest
    strength[k * count + a] = weakest
  }
}
