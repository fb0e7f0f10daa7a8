import type { FastifyInstance } from 'fastify'
import type { PageLink } from './api.js'
import type { PageFiles } from './page-files.js'
import { readCookie } from './session.js'

const THEME_COOKIE = 'followupward-theme'

export interface PageRouteOptions {
  readonly files: PageFiles
  /** What a page must send along to change anything. */
  readonly pageToken: string
  readonly pages: readonly PageLink[]
}

/** Serves the document at every address of a page, and its files under `/assets/`. */
export function addPageRoutes(app: FastifyInstance, options: PageRouteOptions): void {
  app.get('/assets/*', (request, reply) => {
    const file = options.files.files.get(request.url.replace(/^\/assets\//, '').replace(/\?.*$/, ''))
    if (!file) return reply.code(404).send({ error: 'no such file' })
    const isZipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    // Names of files hold a hash of what is in them; the icon's does not.
    const isLasting = /-[A-Z0-9]{8}\./.test(request.url)
    return reply
      .type(file.type)
      .header('vary', 'accept-encoding')
      .header('cache-control', isLasting ? 'public, max-age=31536000, immutable' : 'no-cache')
      .headers(isZipped ? { 'content-encoding': 'gzip' } : {})
      .send(isZipped ? file.zipped : file.plain)
  })
  app.get('/*', (request, reply) => {
    const theme = readCookie(request.headers.cookie, THEME_COOKIE)
    const html = pageHtml(options, theme === 'dark' || theme === 'light' ? theme : undefined)
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html)
  })
}

/** The one HTML document: every address of a page answers it, and its script shows the page of that address. */
function pageHtml({ files, pageToken, pages }: PageRouteOptions, theme: 'dark' | 'light' | undefined): string {
  const links = pages.map(({ id, title }): PageLink => ({ id, title }))
  return `<!doctype html>
<html lang="en"${theme === undefined ? '' : ` data-theme="${theme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="token" content="${pageToken}">
<meta name="release" content="${files.release}">
<meta name="pages" content="${escapeAttribute(JSON.stringify(links))}">
<title>FollowUpward</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/${files.style}">
${files.needed.map((file) => `<link rel="modulepreload" href="/assets/${file}">\n`).join('')}<script type="module" src="/assets/${files.script}"></script>
</head>
<body>
<div id="app"><p class="opening">FollowUpward is opening …</p></div>
<noscript><p class="opening">The dashboard draws itself with a script of this server; switch scripts on for it.</p></noscript>
</body>
</html>
`
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
