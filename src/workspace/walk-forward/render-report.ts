import { createHash } from 'node:crypto'
import { buyAndHoldCurve } from '../../assessment/buy-and-hold.js'
import { toConsecutive } from '../../assessment/statistics/daily-returns.js'
import { DAY, MINUTE, isoMinute } from '../../core/time.js'
import { equityChart, type ChartCurve } from './equity-chart.js'
import { chanceLines, headLines } from './result-lines.js'
import { basesTable, monthsTable, windowsTable, type ResultTable } from './result-tables.js'
import type { WalkForwardResult } from './result.js'

/** One HTML file without scripts and outside references: the verdict, the equity of all test stretches, and the tables. */
export function renderWalkForwardReport(result: WalkForwardResult, madeAt: number): string {
  const [title = '', ...lines] = headLines(result)
  const [verdict = '', ...sentences] = result.verdict.sentences
  const months = monthsTable(result)
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(result.name)} – FollowUpward</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(verdict)}</h1>
${sentences.map((one) => `<p>${escaped(one)}</p>`).join('\n')}
<h2>${escaped(title)}</h2>
${lines.map((one) => `<p>${escaped(one)}</p>`).join('\n')}
<figure>
<div class="wide">${equityChart(curvesOf(result), stretchesOf(result))}</div>
<figcaption><span class="key ours"></span> equity of the test stretches, by day, after costs <span class="key hold"></span> bought and held over each stretch</figcaption>
</figure>
<h2>Windows</h2>
${tableHtml(windowsTable(result))}
${omittedHtml(result)}<h2>By month of the sale: gain in %, and trades</h2>
${months.rows.length > 0 ? tableHtml(months) : '<p>No trade was made.</p>'}
<h2>By base</h2>
${tableHtml(basesTable(result))}
${chanceLines(result)
  .map((one) => `<p>${escaped(one)}</p>`)
  .join('\n')}
<footer>FollowUpward, ${isoMinute(madeAt)}</footer>
</main>
</body>
</html>
`
}

/** From 0 at the begin of the first stretch on; of our own a point at the end of each day. */
function curvesOf({ figures, bases, fee }: WalkForwardResult): ChartCurve[] {
  const { from, returns } = toConsecutive(figures.daily)
  const start = Math.min(...figures.traded.map(({ series }) => series.time[0] ?? from))
  let equity = 0
  const end = Math.max(...figures.traded.map(({ series }) => series.time.at(-1) ?? from))
  const held = buyAndHoldCurve(
    figures.traded.map(({ series }) => series),
    fee,
  )
  return [
    {
      name: 'bought and held',
      style: 'hold',
      time: held.minute.map((minute) => minute * MINUTE),
      value: held.gain.map((gain) => gain / bases.length),
    },
    {
      name: 'equity',
      style: 'ours',
      time: [start, ...returns.map((_, day) => Math.min(end, from + (day + 1) * DAY))],
      value: [0, ...returns.map((one) => (equity += one))],
    },
  ]
}

function stretchesOf({ windows }: WalkForwardResult): { readonly from: number; readonly to: number }[] {
  return windows.flatMap(({ sets }) => sets.test)
}

function omittedHtml({ omitted }: WalkForwardResult): string {
  if (omitted.length === 0) return ''
  return `<p>Left out, since they would look at sealed minutes: window ${omitted.map(({ number }) => number).join(', ')}</p>\n`
}

function tableHtml({ columns, rows }: ResultTable): string {
  const classOf = (index: number): string => (columns[index]?.align === 'right' ? ' class="number"' : '')
  const head = columns.map(({ name }, index) => `<th${classOf(index)} scope="col">${escaped(name)}</th>`).join('')
  const body = rows.map(
    (row) =>
      `<tr${row[0] === 'all' ? ' class="sum"' : ''}>${row.map((cell, index) => `<td${classOf(index)}>${escaped(cell)}</td>`).join('')}</tr>`,
  )
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const STYLE = `
:root { --text: #1c2430; --muted: #5a6675; --line: #d8dee6; --back: #fff; --ours: #1663c7; --hold: #8a6d1f }
@media (prefers-color-scheme: dark) { :root { --text: #e4e9f0; --muted: #9aa7b7; --line: #323c49; --back: #14191f; --ours: #6db3ff; --hold: #d8b75a } }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif }
main { max-width: 1000px; margin: 0 auto; padding: 24px 16px }
h1 { font-size: 24px; margin: 0 0 8px }
h2 { font-size: 17px; margin: 28px 0 8px; overflow-wrap: anywhere }
p { margin: 2px 0 }
figure { margin: 16px 0 }
figcaption, footer { color: var(--muted); font-size: 13px }
footer { margin-top: 28px }
svg { width: 100%; min-width: 640px; height: auto; display: block }
svg text { fill: var(--muted); font-size: 12px; dominant-baseline: middle }
svg .right { text-anchor: end }
svg .middle { text-anchor: middle }
.grid, .zero, .border { stroke: var(--line); stroke-width: 1 }
.zero { stroke: var(--muted) }
.border { stroke-dasharray: 2 4 }
polyline { fill: none; stroke-linejoin: round }
polyline.ours { stroke: var(--ours); stroke-width: 2.5 }
polyline.hold { stroke: var(--hold); stroke-width: 1.5 }
.key { display: inline-block; width: 18px; height: 3px; vertical-align: middle; margin: 0 4px 0 10px }
.key.ours { background: var(--ours) }
.key.hold { background: var(--hold) }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: 3px 12px 3px 0; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap }
.number { text-align: right }
.sum td { font-weight: 600 }
`
