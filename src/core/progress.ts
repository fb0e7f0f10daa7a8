/** Where long work reports how far it is. Lower layers get one as an argument and never draw anything themselves. */
export interface Progress {
  /** Begins a task of `total` units; `unit` is a plural noun for the rate, `rows`. */
  start(label: string, total: number, unit: string): ProgressTask
}

export interface ProgressTask {
  /** Sets how many units are done, and optionally a short remark shown beside the bar. */
  update(done: number, remark?: string): void
  end(remark?: string): void
}

/** Reports to nobody. */
export const silentProgress: Progress = {
  start: () => ({ update: () => {}, end: () => {} }),
}
