import cliProgress from 'cli-progress'
import type { Progress, ProgressTask } from '../core/progress.js'
import type { Io } from './io.js'

/**
 * Progress for people on stderr: moving bars on a terminal, below each other where several tasks are under way; a line at
 * the end of each task elsewhere.
 */
export function progressBars(io: Io): Progress {
  const draw = barsBelowEachOther()
  return {
    start: (label, total, unit) => (io.interactive ? bar(io, draw, label, total, unit) : lines(io, label, total, unit)),
  }
}

/** Draws one more bar, and ends it; the drawing stops with the last one. */
type DrawBar = (format: string, total: number) => { readonly drawn: cliProgress.SingleBar; readonly end: () => void }

function barsBelowEachOther(): DrawBar {
  let shared: cliProgress.MultiBar | undefined
  let moving = 0
  return (format, total) => {
    const bars = (shared ??= new cliProgress.MultiBar(
      { hideCursor: true, barsize: 24, fps: 8, emptyOnZero: true },
      cliProgress.Presets.shades_classic,
    ))
    moving++
    const drawn = bars.create(Math.max(1, total), 0, { rate: '', left: '', remark: '' }, { format })
    return {
      drawn,
      end: () => {
        drawn.stop()
        moving--
        if (moving > 0) return
        bars.stop()
        shared = undefined
      },
    }
  }
}

function bar(io: Io, draw: DrawBar, label: string, total: number, unit: string): ProgressTask {
  const started = io.clock.now()
  const { drawn, end } = draw(`${label} {bar} {percentage}% · {rate} · {left}{remark}`, total)
  let done = 0
  const payload = (remark?: string): Record<string, string> => ({
    rate: rateText(done, io.clock.now() - started, unit),
    left: leftText(done, total, io.clock.now() - started),
    remark: remark ? ` · ${remark}` : '',
  })
  return {
    update: (now, remark) => {
      done = now
      drawn.update(now, payload(remark))
    },
    end: (remark) => {
      drawn.update(done, { ...payload(remark), left: 'done' })
      end()
    },
  }
}

function lines(io: Io, label: string, total: number, unit: string): ProgressTask {
  const started = io.clock.now()
  let done = 0
  let shown = started
  return {
    update: (now, remark) => {
      done = now
      if (io.clock.now() - shown < 10_000) return
      shown = io.clock.now()
      const elapsed = shown - started
      io.err(
        `${label}: ${share(done, total)} · ${rateText(done, elapsed, unit)} · ${leftText(done, total, elapsed)}${remark ? ` · ${remark}` : ''}\n`,
      )
    },
    end: (remark) => {
      const elapsed = io.clock.now() - started
      io.err(
        `${label}: ${(elapsed / 1000).toFixed(1)} s · ${rateText(done, elapsed, unit)}${remark ? ` · ${remark}` : ''}\n`,
      )
    },
  }
}

function share(done: number, total: number): string {
  return `${Math.floor((100 * done) / Math.max(1, total))} %`
}

function rateText(done: number, elapsed: number, unit: string): string {
  const rate = (1000 * done) / Math.max(1, elapsed)
  return `${rate >= 100 ? Math.round(rate).toLocaleString('en') : rate.toFixed(1)} ${unit}/s`
}

function leftText(done: number, total: number, elapsed: number): string {
  if (done <= 0) return 'estimating'
  const seconds = Math.round((elapsed * Math.max(0, total - done)) / done / 1000)
  return seconds >= 90 ? `${Math.round(seconds / 60)} min left` : `${seconds} s left`
}
