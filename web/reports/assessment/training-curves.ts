import type { ReportEpoch } from '../../../src/assessment/report/report-data.js'
import { element, panel, svgElement } from '../dom.js'
import { percent } from '../format.js'

const WIDTH = 720
const HEIGHT = 130
const LEFT = 68
const RIGHT = 10
const TOP = 8
const BOTTOM = 18

/** Loss and validation gain by epoch; the epoch that was kept is marked. */
export function trainingCurves(history: readonly ReportEpoch[]): HTMLElement | undefined {
  if (history.length === 0) return undefined
  const highest = history.reduce((kept, epoch) => (epoch.validationGain > kept.validationGain ? epoch : kept))
  const best = history.find(({ kept }) => kept) ?? highest
  const epochs = history.map((one) => one.epoch)
  return panel(
    'training',
    'Training',
    `${history.length} epochs; epoch ${best.epoch} kept, the validation set was used for selection`,
    element('h3', {}, 'Loss'),
    curve(
      epochs,
      history.map((one) => one.loss),
      best.epoch,
      (value) => value.toFixed(3),
      'loss by epoch',
    ),
    element('h3', {}, 'Best validation gain over all thresholds'),
    curve(
      epochs,
      history.map((one) => one.validationGain),
      best.epoch,
      (value) => percent(value, 1),
      'validation gain by epoch',
    ),
  )
}

function curve(
  epochs: readonly number[],
  values: readonly number[],
  best: number,
  format: (value: number) => string,
  label: string,
): SVGElement {
  const [first, last] = [epochs[0] ?? 0, epochs.at(-1) ?? 0]
  const [low, high] = spread(Math.min(...values), Math.max(...values))
  const x = (epoch: number): number => LEFT + ((epoch - first) / Math.max(1, last - first)) * (WIDTH - LEFT - RIGHT)
  const y = (value: number): number => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM)
  const points = epochs.map((epoch, i) => `${x(epoch).toFixed(1)},${y(values[i] ?? 0).toFixed(1)}`).join(' ')
  const bestValue = values[epochs.indexOf(best)] ?? 0
  return svgElement(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'curve', role: 'img', 'aria-label': label },
    ...[low, (low + high) / 2, high].flatMap((value) => [
      svgElement('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: 'gridline' }),
      svgElement('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, format(value)),
    ]),
    ...[...new Set([first, best, last])].map((epoch) =>
      svgElement('text', { x: x(epoch), y: HEIGHT - 3, 'text-anchor': anchor(epoch, first, last) }, String(epoch)),
    ),
    svgElement('line', { x1: x(best), x2: x(best), y1: TOP, y2: HEIGHT - BOTTOM, class: 'best' }),
    svgElement('polyline', { points, class: 'path' }),
    svgElement('circle', { cx: x(best), cy: y(bestValue), r: 4, class: 'dot' }),
  )
}

/** A range that is never empty. */
function spread(low: number, high: number): [number, number] {
  const margin = high > low ? 0.05 * (high - low) : Math.max(1e-6, 0.05 * Math.abs(high))
  return [low - margin, high + margin]
}

function anchor(epoch: number, first: number, last: number): string {
  if (epoch === first) return 'start'
  return epoch === last ? 'end' : 'middle'
}
