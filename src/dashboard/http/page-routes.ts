import type { FastifyInstance } from 'fastify'
import type { PageFiles } from './page-files.js'
import { pageHtml } from './page-html.js'
import { cookieOf } from './session.js'

const THEME_COOKIE = 'followupward-theme'

/** Serves the document at every address of a page, and its files under `/assets/`. */
export function addPageRoutes(app: FastifyInstance, files: PageFiles, pageToken: string): void {
  app.get('/assets/*', (request, reply) => {
    const file = files.files.get(request.url.replace(/^\/assets\//, '').replace(/\?.*$/, ''))
    if (!file) return reply.code(404).send({ error: 'no such file' })
    const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    // Names of files hold a hash of what is in them; the icon's does not.
    const lasting = /-[A-Z0-9]{8}\./.test(request.url)
    return reply
      .type(file.type)
      .header('vary', 'accept-encoding')
      .header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
      .headers(zipped ? { 'content-encoding': 'gzip' } : {})
      .send(zipped ? file.zipped : file.plain)
  })
  app.get('/*', (request, reply) => {
    const theme = cookieOf(request.headers.cookie, THEME_COOKIE)
    const html = pageHtml({ files, pageToken, theme: theme === 'dark' || theme === 'light' ? theme : undefined })
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html)
  })
}
