/** The signals that ask a process to stop at its next safe point: Ctrl-C, a polite kill, a terminal that was closed. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
