// The rows of fits as the table of docs/performance.md, under the name of the processor.
import { cpus } from 'node:os'
import { processorName } from './processor.mjs'

const LIBRARIES = {
  torch: 'PyTorch eager',
  torchCompile: 'torch.compile',
  keras: 'Keras `fit`',
  sklearn: 'scikit-learn',
}

/** Lines of Markdown: paces are those of the fastest second; in brackets the ratio of these, that of the medians, and the target. */
export function trainingTable(rows) {
  if (rows.length === 0) return []
  const shown = Object.keys(LIBRARIES).filter((library) => rows.some(({ peers }) => library in peers))
  const head = [
    'samples/s',
    'ours (median; first second, last second)',
    'share of the limit',
    ...shown.map((library) => LIBRARIES[library]),
  ]
  return [
    `${processorName()}, ${cpus().length} cores`,
    line(head),
    line(head.map(() => '---')),
    ...rows.map((row) => line([row.case, ours(row), limitOf(row), ...shown.map((library) => peer(row, library))])),
  ]
}

function ours({ ours, medians, fit }) {
  return `${spaced(ours)} (${spaced(medians.ours)}; ${spaced(fit.ours.first)}, ${spaced(fit.ours.last)})`
}

function limitOf({ limit }) {
  return limit ? `${short(100 * limit.best)} (${short(100 * limit.median)}) % of ${limit.gflops} GFLOP/s` : ''
}

function peer({ peers, ratios, medianRatios, target }, library) {
  if (!(library in peers)) return ''
  const goal = target?.[library] === undefined ? '' : `; ${target[library]}`
  return `${spaced(peers[library])} (${short(ratios[library])}, ${short(medianRatios[library])}${goal})`
}

const line = (cells) => `| ${cells.join(' | ')} |`
const short = (ratio) => String(Number(ratio.toPrecision(ratio >= 10 ? 3 : 2)))
const spaced = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ')
