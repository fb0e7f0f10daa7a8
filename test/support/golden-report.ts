import { assess } from '../../src/assessment/assessment.js'
import type { AssessmentSource } from '../../src/assessment/report/report-data.js'
import type { ChartCandles, ReportInput } from '../../src/assessment/report/build-report.js'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { alwaysOpen } from '../../src/core/calendar.js'
import { MINUTE } from '../../src/core/time.js'
import { goldenSeries } from './golden-predictions.js'

export const goldenSource: AssessmentSource = {
  name: 'MLP-F2cond20-T10up5low30min-1',
  kind: 'classifier',
  set: 'validation',
  usedForSelection: 'yes',
  cellChosenBy: 'validation',
  simulated: true,
}

/** Two bases of reference scores, candles around their closes, a training and a paper trade: every part of a report. */
export async function goldenReport(): Promise<ReportInput> {
  const fil = await goldenSeries('fil')
  const series = [fil, inverted(fil)]
  return {
    assessment: assess(series, { fee: 0.001, seed: 1, cell: { buyThreshold: 0.7, sellThreshold: 0.8 } }),
    source: goldenSource,
    candles: new Map(series.map((one) => [one.base, candlesOf(one)])),
    history: Array.from({ length: 14 }, (_, i) => ({
      epoch: i + 1,
      loss: 0.55 + 0.5 / (i + 1),
      validationGain: 0.12 - 0.002 * (i - 8) ** 2 + 0.01 * (i % 3),
    })),
    timeZone: 'UTC',
    madeAt: Date.UTC(2024, 0, 2, 3, 4),
    paperTrade: {
      from: Date.UTC(2023, 7, 9, 4),
      to: Date.UTC(2023, 7, 9, 7),
      quote: 'USDT',
      startQuote: '10000.00',
      endQuote: '10042.50',
      gain: 0.00425,
      buyAndHold: -0.0012,
      orders: 6,
      fills: [0, 1, 2, 3].map((i) => ({
        time: Date.UTC(2023, 7, 9, 4, 20 * i),
        base: 'fil',
        side: i % 2 ? ('sell' as const) : ('buy' as const),
        price: `4.1${i}`,
        amount: '241.3',
        fee: '0.99 USDT',
      })),
      equity: Array.from({ length: 180 }, (_, i) => ({
        time: Date.UTC(2023, 7, 9, 4, i),
        value: 10_000 + 0.236 * i + 8 * Math.sin(i / 9),
      })),
    },
  }
}

/** A second base: the first one's price mirrored, its buys and sells exchanged. */
function inverted(series: ScoredSeries): ScoredSeries {
  return {
    ...series,
    base: 'near',
    close: series.close.map((close) => Math.round(10_000 * (5.4 / close)) / 10_000),
    buy: series.sell,
    sell: series.buy,
    target: series.target.map((target) => (target === 0 ? 0 : 3 - target)),
  }
}

function candlesOf({ time, close }: ScoredSeries): ChartCandles {
  const open = close.map((value, row) => close[row - 1] ?? value)
  return {
    grid: { calendar: alwaysOpen(), first: (time[0] ?? 0) / MINUTE, rows: close.length },
    open,
    high: close.map((value, row) => 1.0005 * Math.max(value, open[row] ?? value)),
    low: close.map((value, row) => 0.9995 * Math.min(value, open[row] ?? value)),
    close,
  }
}
