import type { CandleListener, RawCandle } from './exchange.js'

/** The buffer holds the finished candles of a stream until they are stored. */
export interface CandleBuffer extends CandleListener {
  /** Returns the buffered candles of a symbol by open time. */
  candlesOf(symbol: string): ReadonlyMap<number, RawCandle>
  /** Drops the candles that opened before a time. */
  dropBefore(symbol: string, before: number): void
  /** Resolves to whether all symbols have their candle of that time, at the latest after `patience` milliseconds. */
  waitForCandles(symbols: readonly string[], time: number, patience: number): Promise<boolean>
  /** Resolves to whether the stream is subscribed, at the latest after `patience` milliseconds. */
  waitUntilUp(patience: number): Promise<boolean>
}

/** Creates an empty buffer; `onDown` is called for every broken connection. */
export function createCandleBuffer(onDown: (reason: string) => void): CandleBuffer {
  const candles = new Map<string, Map<number, RawCandle>>()
  const waiting = new Set<() => void>()
  let up = false
  const changed = (): void => {
    for (const look of waiting) look()
  }
  const candlesOf = (symbol: string): Map<number, RawCandle> => {
    const known = candles.get(symbol) ?? new Map<number, RawCandle>()
    candles.set(symbol, known)
    return known
  }
  const until = (isDone: () => boolean, patience: number): Promise<boolean> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        waiting.delete(look)
        resolve(isDone())
      }
      const look = (): void => {
        if (isDone()) end()
      }
      const timer = setTimeout(end, patience)
      waiting.add(look)
      look()
    })
  return {
    onCandle: (symbol, candle) => {
      candlesOf(symbol).set(candle.time, candle)
      changed()
    },
    onConnect: () => {
      up = true
      changed()
    },
    onDisconnect: (reason) => {
      up = false
      onDown(reason)
    },
    candlesOf,
    dropBefore: (symbol, before) => {
      const known = candlesOf(symbol)
      for (const time of known.keys()) if (time < before) known.delete(time)
    },
    waitForCandles: (symbols, time, patience) =>
      until(() => symbols.every((symbol) => candlesOf(symbol).has(time)), patience),
    waitUntilUp: (patience) => until(() => up, patience),
  }
}
