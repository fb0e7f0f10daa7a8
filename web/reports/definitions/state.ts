/** What a page shows, and who wants to know when that changes. */
export interface State<T> {
  readonly current: () => T
  change(part: Partial<T>): void
  /** Calls after every change, and first when the page starts. */
  watch(view: (now: T) => void): void
  /** Calls every view: the page is laid out, so that charts can measure their containers. */
  start(): void
}

export function createState<T extends object>(initial: T): State<T> {
  const views: ((now: T) => void)[] = []
  let now = initial
  const show = (): void => {
    for (const view of views) view(now)
  }
  return {
    current: () => now,
    change: (part) => {
      now = { ...now, ...part }
      show()
    },
    watch: (view) => void views.push(view),
    start: show,
  }
}
