import { createHash } from 'node:crypto'
import type { ReportData } from './report-data.js'

/** The bundled script and style sheet of a page. */
export interface PageAssets {
  readonly script: string
  readonly style: string
}

/**
 * One HTML file without outside references, whose script draws the data. Its content security policy admits this very script
 * and style sheet and nothing else, so nothing in the data can run or fetch anything.
 */
export function renderPage(title: string, data: unknown, assets: PageAssets): string {
  const script = assets.script.replaceAll(/<(?=\/script|!--)/gi, '\\x3c').replaceAll('\r', '')
  const style = assets.style.replaceAll('\r', '')
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<noscript>This page draws itself with the script inside this file; allow scripts to see it.</noscript>
<main id="report"></main>
<script type="application/json" id="report-data">${embeddedJson(data)}</script>
<script>${script}</script>
</body>
</html>
`
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** JSON that cannot end the element around it. */
function embeddedJson(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c')
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** The report of an assessment as one HTML file without outside references. */
export function renderReport(data: ReportData, assets: PageAssets): string {
  return renderPage(titleOf(data), data, assets)
}

function titleOf({ view }: ReportData): string {
  return `${view.name}${view.set ? `, ${view.set} set` : ''} – FollowUpward`
}
