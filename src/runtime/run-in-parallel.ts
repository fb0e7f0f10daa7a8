/**
 * Does `work` on the items in their order, `limit` of them at a time, until all are done, one answers false, or one throws.
 * Resolves to whether all answered true, or rejects with the first error, once nothing is under way any more.
 */
export async function runInParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<boolean>,
): Promise<boolean> {
  const left = items.values()
  let stopped = false
  const worker = async (): Promise<void> => {
    for (const item of left) {
      if (stopped) return
      try {
        if (!(await work(item))) stopped = true
      } catch (error) {
        stopped = true
        throw error
      }
    }
  }
  const settled = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker))
  const failed = settled.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  return !stopped
}
