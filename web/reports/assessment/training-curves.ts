import type { ReportEpoch } from '../../../src/assessment/report/report-data.js'
import { createElement, createPanel, createSvgElement } from '../dom.js'
import { formatSignedPercent } from '../format.js'

const WIDTH = 720
const HEIGHT = 130
const LEFT = 68
const RIGHT = 10
const TOP = 8
const BOTTOM = 18

/** Loss and validation gain by epoch; the epoch that was kept is marked. */
export function createTrainingCurves(history: readonly ReportEpoch[]): HTMLElement | undefined {
  if (history.length === 0) return undefined
  const highest = history.reduce((best, epoch) => (epoch.validationGain > best.validationGain ? epoch : best))
  const best = history.find((epoch) => epoch.kept) ?? highest
  const epochs = history.map((one) => one.epoch)
  return createPanel(
    'training',
    'Training',
    `${history.length} epochs; epoch ${best.epoch} kept, the validation set was used for selection`,
    createElement('h3', {}, 'Loss'),
    createCurve(
      epochs,
      history.map((one) => one.loss),
      best.epoch,
      (value) => value.toFixed(3),
      'loss by epoch',
    ),
    createElement('h3', {}, 'Best validation gain over all thresholds'),
    createCurve(
      epochs,
      history.map((one) => one.validationGain),
      best.epoch,
      (value) => formatSignedPercent(value, 1),
      'validation gain by epoch',
    ),
  )
}

function createCurve(
  epochs: readonly number[],
  values: readonly number[],
  best: number,
  format: (value: number) => string,
  label: string,
): SVGElement {
  const [first, last] = [epochs[0] ?? 0, epochs.at(-1) ?? 0]
  const [low, high] = paddedRange(Math.min(...values), Math.max(...values))
  const x = (epoch: number): number => LEFT + ((epoch - first) / Math.max(1, last - first)) * (WIDTH - LEFT - RIGHT)
  const y = (value: number): number => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM)
  const points = epochs.map((epoch, i) => `${x(epoch).toFixed(1)},${y(values[i] ?? 0).toFixed(1)}`).join(' ')
  const bestValue = values[epochs.indexOf(best)] ?? 0
  return createSvgElement(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'curve', role: 'img', 'aria-label': label },
    ...[low, (low + high) / 2, high].flatMap((value) => [
      createSvgElement('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: 'gridline' }),
      createSvgElement('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, format(value)),
    ]),
    ...[...new Set([first, best, last])].map((epoch) =>
      createSvgElement(
        'text',
        { x: x(epoch), y: HEIGHT - 3, 'text-anchor': anchor(epoch, first, last) },
        String(epoch),
      ),
    ),
    createSvgElement('line', { x1: x(best), x2: x(best), y1: TOP, y2: HEIGHT - BOTTOM, class: 'best' }),
    createSvgElement('polyline', { points, class: 'path' }),
    createSvgElement('circle', { cx: x(best), cy: y(bestValue), r: 4, class: 'dot' }),
  )
}

/** A range that is never empty. */
function paddedRange(low: number, high: number): [number, number] {
  const margin = high > low ? 0.05 * (high - low) : Math.max(1e-6, 0.05 * Math.abs(high))
  return [low - margin, high + margin]
}

function anchor(epoch: number, first: number, last: number): string {
  if (epoch === first) return 'start'
  return epoch === last ? 'end' : 'middle'
}
