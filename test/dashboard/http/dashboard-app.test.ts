import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { UserError } from '../../../src/core/errors.js'
import type { DashboardPage } from '../../../src/dashboard/dashboard-page.js'
import { NotFoundError } from '../../../src/dashboard/http/errors.js'
import { parseInput } from '../../../src/dashboard/http/parse-input.js'
import { openApp } from '../open-app.js'

const OWN = { host: '127.0.0.1:8050' }
const TOKEN = 'a-token-of-a-test'

/** A page with a route for each way to answer. */
const page: DashboardPage = {
  id: 'test',
  title: 'Test',
  addRoutes(app) {
    app.get('/api/test/big', () => ({ text: 'long '.repeat(5000) }))
    app.get('/api/test/user', () => Promise.reject(new UserError('the base btx is not there')))
    app.get('/api/test/missing', () => Promise.reject(new NotFoundError('no classifier demo')))
    app.get('/api/test/bug', () => Promise.reject(new TypeError('/home/me/secret.ts is wrong')))
    app.get('/api/test/input', ({ query }) => parseInput(z.object({ from: z.coerce.number() }), query))
    app.post('/api/test/change', ({ body }) => ({ changed: body }))
  },
}

describe('the server of the dashboard', () => {
  test('answers the same document at every address of a page, with the token and nothing that runs in line', async () => {
    const { app } = await openApp()
    for (const url of ['/', '/market?base=btc', '/assessment/deep']) {
      const { statusCode, body, headers } = await app.inject({ url, headers: OWN })
      expect(statusCode).toBe(200)
      expect(body).toMatch(/<meta name="token" content="[\w-]{32}">/)
      expect(body).toContain('<link rel="modulepreload" href="/assets/parts/chunk-ABCDEFGH.js">')
      expect(body).not.toMatch(/<script>|<style|\sstyle=|\son\w+=|https?:/)
      expect(headers['cache-control']).toBe('no-store')
    }
  })

  test('sends a strict policy with every answer', async () => {
    const { app } = await openApp([page])
    for (const url of ['/', '/assets/icon.svg', '/api/frame', '/api/nothing', '/api/test/bug', '/assets/../x']) {
      const { headers } = await app.inject({ url, headers: OWN })
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toMatch(/unsafe|\*|http/)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  test.each(['evil.example', 'evil.example:8050', '127.0.0.1.evil.example', 'localhost.evil.example:8050', '10.0.0.1'])(
    'refuses the host name %s: it may be rebound to this machine',
    async (host) => {
      const { app } = await openApp()
      for (const url of ['/', '/api/frame', '/assets/icon.svg']) {
        const { statusCode, body } = await app.inject({ url, headers: { host } })
        expect(statusCode).toBe(421)
        expect(body).not.toContain('token')
      }
    },
  )

  test.each(['localhost:8050', '127.0.0.1:9000', '[::1]:8050', 'LOCALHOST'])('answers to %s', async (host) => {
    const { app } = await openApp()
    expect((await app.inject({ url: '/api/frame', headers: { host } })).statusCode).toBe(200)
  })

  test('listening for others answers to its own name and to addresses, not to other names', async () => {
    const { app } = await openApp([], { host: 'trader.lan', token: TOKEN })
    const status = async (host: string): Promise<number> =>
      (await app.inject({ url: '/api/frame', headers: { host, authorization: `Bearer ${TOKEN}` } })).statusCode
    expect(await status('trader.lan:8050')).toBe(200)
    expect(await status('192.168.1.7:8050')).toBe(200)
    expect(await status('[fe80::1]:8050')).toBe(200)
    expect(await status('evil.example:8050')).toBe(421)
  })

  test('refuses what other sites’ scripts ask for', async () => {
    const { app, pageToken } = await openApp([page])
    const headers = { ...OWN, 'x-followupward-token': pageToken }
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:9999', 'http://localhost:8050']) {
      const change = await app.inject({ method: 'POST', url: '/api/test/change', headers: { ...headers, origin } })
      expect(change.statusCode).toBe(403)
      expect((await app.inject({ url: '/api/frame', headers: { ...headers, origin } })).statusCode).toBe(403)
    }
    const image = { ...OWN, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
    expect((await app.inject({ url: '/api/frame', headers: image })).statusCode).toBe(403)
    // A server on another port of this machine is on the same site.
    for (const mode of ['no-cors', 'cors', 'same-origin']) {
      const neighbour = { ...OWN, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': mode }
      expect((await app.inject({ url: '/api/frame', headers: neighbour })).statusCode).toBe(403)
      const own = { ...OWN, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': mode }
      expect((await app.inject({ url: '/api/frame', headers: own })).statusCode).toBe(200)
    }
    const link = { ...OWN, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect((await app.inject({ url: '/data', headers: link })).statusCode).toBe(200)
  })

  test('changes something only with the token of its page', async () => {
    const { app, pageToken } = await openApp([page])
    const post = (headers: Record<string, string>) =>
      app.inject({ method: 'POST', url: '/api/test/change', headers: { ...OWN, ...headers }, payload: { a: 1 } })
    expect((await post({})).statusCode).toBe(403)
    expect((await post({ 'x-followupward-token': `${pageToken.slice(0, -1)}!` })).statusCode).toBe(403)
    expect((await post({ 'x-followupward-token': 'short' })).statusCode).toBe(403)
    const done = await post({ 'x-followupward-token': pageToken, origin: 'http://127.0.0.1:8050' })
    expect(done.statusCode).toBe(200)
    expect(done.json()).toEqual({ changed: { a: 1 } })
  })

  test('changes nothing with --read-only, also with the token', async () => {
    const { app, pageToken } = await openApp([page], { readOnly: true })
    const headers = { ...OWN, 'x-followupward-token': pageToken }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const { statusCode, body } = await app.inject({ method, url: '/api/test/change', headers })
      expect(statusCode).toBe(403)
      expect(body).toContain('read-only')
    }
    expect((await app.inject({ url: '/api/frame', headers })).json()).toMatchObject({ readOnly: true })
  })

  test('with a token shows nothing before it was given, and keeps it out of pages, addresses and cookies', async () => {
    const { app } = await openApp([page], { host: '0.0.0.0', token: TOKEN })
    for (const url of ['/', '/api/frame', '/assets/icon.svg', '/api/events', '/?token=another-token-of-it']) {
      const { statusCode, body, headers } = await app.inject({ url, headers: OWN })
      expect(statusCode).toBe(401)
      expect(headers['set-cookie']).toBeUndefined()
      expect(body).not.toContain(TOKEN)
    }
    const given = await app.inject({ url: `/data?base=sim&token=${TOKEN}`, headers: OWN })
    expect(given.statusCode).toBe(303)
    expect(given.headers.location).toBe('/data?base=sim')
    const cookie = String(given.headers['set-cookie'])
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect(cookie).not.toContain(TOKEN)
    const shown = await app.inject({ url: '/data', headers: { ...OWN, cookie: cookie.split(';')[0] ?? '' } })
    expect(shown.statusCode).toBe(200)
    expect(shown.body).not.toContain(TOKEN)
  })

  test('lets nobody guess tokens one after the other; a cookie goes on', async () => {
    const { app } = await openApp([page], { host: '0.0.0.0', token: TOKEN })
    const ask = (url: string, headers: Record<string, string> = {}) =>
      app.inject({ url, headers: { ...OWN, ...headers }, remoteAddress: '10.0.0.9' })
    const cookie = String((await ask(`/?token=${TOKEN}`)).headers['set-cookie']).split(';')[0] ?? ''
    const statuses: number[] = []
    for (const guess of ['guess-number-one', 'guess-number-two']) {
      statuses.push((await ask(`/?token=${guess}`)).statusCode)
      statuses.push((await ask('/api/frame', { authorization: `Bearer ${guess}` })).statusCode)
    }
    expect(statuses).toEqual([401, 401, 401, 429])
    const right = await ask(`/?token=${TOKEN}`)
    expect([right.statusCode, right.headers['retry-after'], right.headers['set-cookie']]).toEqual([429, '1', undefined])
    expect((await ask('/api/frame', { cookie })).statusCode).toBe(200)
    const elsewhere = await app.inject({ url: `/?token=${TOKEN}`, headers: OWN, remoteAddress: '10.0.0.10' })
    expect(elsewhere.statusCode).toBe(303)
  })

  test('sends nobody to another server who shows the token', async () => {
    const { app } = await openApp([page], { host: '0.0.0.0', token: TOKEN })
    const { statusCode, headers } = await app.inject({ url: `//evil.example/x?token=${TOKEN}&a=b`, headers: OWN })
    expect([statusCode, headers.location]).toEqual([303, '/evil.example/x?a=b'])
  })

  test('cuts off a body that comes too slowly', async () => {
    const { app, pageToken } = await openApp([page], { requestTimeout: 300 })
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    const ended = new Promise((resolve) => void socket.on('close', resolve))
    const head = ['POST /api/test/change HTTP/1.1', 'host: 127.0.0.1', `x-followupward-token: ${pageToken}`]
    socket.write([...head, 'content-type: application/json', 'content-length: 1000', '', '{"a":'].join('\r\n'))
    await ended
    expect(answer).not.toContain('changed')
    expect(answer).toMatch(/^HTTP\/1\.1 408 |^$/)
  })

  test('a change from another machine needs the session and the page’s token', async () => {
    const { app, pageToken } = await openApp([page], { host: '0.0.0.0', token: TOKEN })
    const post = (headers: Record<string, string>) =>
      app.inject({ method: 'POST', url: '/api/test/change', headers: { ...OWN, ...headers }, payload: {} })
    expect((await post({ 'x-followupward-token': pageToken })).statusCode).toBe(401)
    expect((await post({ authorization: `Bearer ${TOKEN}` })).statusCode).toBe(403)
    const both = { authorization: `Bearer ${TOKEN}`, 'x-followupward-token': pageToken }
    expect((await post(both)).statusCode).toBe(200)
  })

  test('answers errors in one line, without stacks and paths of what nobody foresaw', async () => {
    const { app, logged } = await openApp([page])
    const ask = async (url: string): Promise<string> => {
      const { statusCode, body } = await app.inject({ url, headers: OWN })
      return `${statusCode} ${body}`
    }
    expect(await ask('/api/test/user')).toBe('409 {"error":"the base btx is not there"}')
    expect(await ask('/api/test/missing')).toBe('404 {"error":"no classifier demo"}')
    expect(await ask('/api/test/input?from=soon')).toMatch(/^400 {"error":"from: [^\n]+"}$/)
    expect(await ask('/api/other')).toBe('404 {"error":"no such address"}')
    expect(logged).toEqual([])
    expect(await ask('/api/test/bug')).toBe(
      '500 {"error":"unexpected error; the terminal that runs the dashboard says more"}',
    )
    expect(logged).toEqual([new TypeError('/home/me/secret.ts is wrong')])
  })

  test('refuses bodies that are no JSON or too large', async () => {
    const { app, pageToken } = await openApp([page])
    const post = async (payload: string, type = 'application/json') => {
      const headers = { ...OWN, 'x-followupward-token': pageToken, 'content-type': type }
      return (await app.inject({ method: 'POST', url: '/api/test/change', headers, payload })).statusCode
    }
    expect(await post('{"a":')).toBe(400)
    expect(await post(JSON.stringify('x'.repeat(2 << 20)))).toBe(413)
    expect(await post('<a/>', 'text/xml')).toBe(415)
    expect(await post('{"__proto__":{"admin":true}}')).toBe(400)
  })

  test('compresses big answers for those who can read them', async () => {
    const { app } = await openApp([page])
    const zipped = await app.inject({ url: '/api/test/big', headers: { ...OWN, 'accept-encoding': 'gzip, br' } })
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(zipped.rawPayload.length).toBeLessThan(1000)
    const plain = await app.inject({ url: '/api/test/big', headers: OWN })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(gunzipSync(zipped.rawPayload).toString()).toBe(plain.body)
    const small = await app.inject({ url: '/api/frame', headers: { ...OWN, 'accept-encoding': 'gzip' } })
    expect(small.headers['content-encoding']).toBeUndefined()
  })

  test('serves the built files alone, and lets browsers keep those whose name holds a hash', async () => {
    const { app } = await openApp()
    const get = (url: string) => app.inject({ url, headers: OWN })
    expect((await get('/assets/main-ABCDEFGH.js')).headers['cache-control']).toContain('immutable')
    expect((await get('/assets/icon.svg')).headers['cache-control']).toBe('no-cache')
    for (const url of ['/assets/../package.json', '/assets/%2e%2e/package.json', '/assets//etc/passwd', '/assets/']) {
      const { body } = await get(url)
      expect(body).not.toContain('"version"')
      expect(body).not.toContain('root:')
    }
    expect((await get('/assets/%2e%2e%2fpackage.json')).statusCode).toBe(404)
  })

  test('writes the chosen theme into the page, and nothing else from a cookie', async () => {
    const { app } = await openApp()
    const pageWith = async (theme: string) =>
      (await app.inject({ url: '/', headers: { ...OWN, cookie: `a=b; followupward-theme=${theme}` } })).body
    expect(await pageWith('dark')).toContain('<html lang="en" data-theme="dark">')
    expect(await pageWith('"><script>')).toContain('<html lang="en">')
  })
})
