import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket, type RawData } from 'ws'
import { z } from 'zod'
import { startSimulatedExchange, type SimulatedExchange } from '../../../src/exchange/simulated/simulated-exchange.js'
import { START, swinging } from '../market.js'

let simulated: SimulatedExchange
beforeAll(async () => {
  simulated = await startSimulatedExchange({
    candles: new Map([['ABC/USDT', swinging(100)]]),
    balances: { USDT: '10000' },
  })
})
afterAll(() => simulated.close())

const answerSchema = z.object({ id: z.unknown(), status: z.number(), error: z.object({ code: z.number() }).optional() })

/** Asks with headers that `fetch` would not let us set; resolves to status and text. */
async function ask(
  method: string,
  path: string,
  { headers = {}, body = '' }: { headers?: Readonly<Record<string, string>>; body?: string } = {},
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const asked = request(`${simulated.url}${path}`, { method, headers })
  asked.end(body)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.on('response', resolve).on('error', reject)
  })
  let text = ''
  for await (const part of answer) text += String(part)
  return { status: answer.statusCode, text }
}

async function isAlive(): Promise<boolean> {
  return (await ask('GET', '/api/v3/ping')).status === 200
}

function signed(parameters: string): string {
  return `${parameters}&signature=${createHmac('sha256', simulated.secret).update(parameters).digest('hex')}`
}

const key = (): Record<string, string> => ({ 'x-mbx-apikey': simulated.apiKey })

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : ''
}

async function openSocket(path: string, headers: Readonly<Record<string, string>> = {}): Promise<WebSocket> {
  const socket = new WebSocket(`${simulated.url.replace('http', 'ws')}${path}`, { headers })
  await once(socket, 'open')
  return socket
}

/** The status with which a socket is refused. */
async function refusedWith(path: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const socket = new WebSocket(`${simulated.url.replace('http', 'ws')}${path}`, { headers })
  return new Promise((resolve) => {
    socket.on('error', () => {})
    socket.on('unexpected-response', (_, answer) => {
      resolve(answer.statusCode)
      socket.terminate()
    })
  })
}

describe('methods of the WebSocket API', () => {
  test.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf', ''])(
    'that are none, such as %j, are refused, and the exchange goes on',
    async (method) => {
      const socket = await openSocket('/ws-api/v3')
      socket.send(JSON.stringify({ id: 1, method }))
      const answer = await new Promise<string>(
        (resolve) => void socket.once('message', (data) => resolve(textOf(data))),
      )
      expect(answerSchema.parse(JSON.parse(answer))).toMatchObject({ id: 1, status: 400, error: { code: -1000 } })
      socket.close()
      expect(await isAlive()).toBe(true)
    },
  )
})

describe('pages of other sites', () => {
  const ORIGINS = ['http://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost', 'https://127.0.0.1']

  test.each(ORIGINS)('at %s move no replay, place no order and open no socket', async (origin) => {
    const before = simulated.control.now()
    const headers = { ...key(), origin }
    expect((await ask('POST', '/simulation/advance', { headers, body: '{"time":1e15}' })).status).toBe(403)
    expect(simulated.control.now()).toBe(before)
    const order = signed(`symbol=ABCUSDT&side=BUY&type=MARKET&quantity=1&timestamp=${before}`)
    expect((await ask('POST', `/api/v3/order?${order}`, { headers })).status).toBe(403)
    expect((await ask('GET', `/api/v3/account?${signed(`timestamp=${before}`)}`, { headers })).status).toBe(403)
    for (const path of ['/ws-api/v3', '/stream', '/ws/abcusdt@trade']) {
      expect(await refusedWith(path, { origin })).toBe(403)
    }
  })

  test('are refused by what browsers say of them, also where they name no origin', async () => {
    for (const site of ['cross-site', 'same-site']) {
      expect((await ask('GET', '/simulation', { headers: { 'sec-fetch-site': site } })).status).toBe(403)
    }
    expect((await ask('GET', '/simulation', { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200)
  })

  test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1'])(
    'find nothing under the name %j',
    async (host) => {
      expect((await ask('GET', '/simulation', { headers: { host } })).status).toBe(421)
      expect(await refusedWith('/ws-api/v3', { host })).toBe(421)
    },
  )

  test('are not taken for programs of this machine, which name no origin or our own', async () => {
    const { host } = new URL(simulated.url)
    const name = host.replace('127.0.0.1', 'localhost')
    expect((await ask('GET', '/simulation', { headers: { host: name } })).status).toBe(200)
    expect((await ask('GET', '/simulation', { headers: { origin: simulated.url } })).status).toBe(200)
    for (const headers of [{}, { origin: simulated.url }]) (await openSocket('/ws-api/v3', headers)).close()
  })
})

describe('numbers of signed requests', () => {
  const now = String(START)
  test.each([
    [`timestamp=0x${START.toString(16)}`, -1100],
    [`timestamp=${now[0]}.${now.slice(1)}e12`, -1100],
    [`timestamp=%2B${START}`, -1100],
    [`timestamp=-${START}`, -1100],
    [`timestamp=${START}.0`, -1100],
    ['timestamp=Infinity', -1100],
    [`timestamp=%20${START}`, -1100],
    ['timestamp=', -1102],
    [`timestamp=${START}&recvWindow=1e3`, -1100],
    [`timestamp=${START}&recvWindow=0x10`, -1100],
    [`timestamp=${START}&recvWindow=-5`, -1100],
  ])('%s is refused', async (parameters, code) => {
    const { status, text } = await ask('GET', `/api/v3/account?${signed(parameters)}`, { headers: key() })
    expect([status, JSON.parse(text)]).toMatchObject([400, { code }])
  })

  test('of decimal digits pass', async () => {
    const time = simulated.control.now()
    for (const parameters of [`timestamp=${time}`, `timestamp=${time}&recvWindow=5000.5`]) {
      expect((await ask('GET', `/api/v3/account?${signed(parameters)}`, { headers: key() })).status).toBe(200)
    }
  })
})

describe('what is too large', () => {
  test('as a body is refused with 413', async () => {
    const refused = { status: 413, text: expect.stringContaining('-1000') as unknown }
    expect(await ask('POST', '/api/v3/order', { headers: { 'content-length': String(3 << 20) } })).toMatchObject(
      refused,
    )
    const chunked = { headers: { 'transfer-encoding': 'chunked' }, body: 'x'.repeat(100_000) }
    expect(await ask('POST', '/api/v3/order', chunked)).toMatchObject(refused)
    expect(await isAlive()).toBe(true)
  })

  test.each(['/ws-api/v3', '/stream'])('as a message on %s closes the socket with 1009', async (path) => {
    const socket = await openSocket(path)
    socket.on('error', () => {})
    socket.send('x'.repeat(2 << 20))
    expect(await new Promise((resolve) => void socket.once('close', resolve))).toBe(1009)
    expect(await isAlive()).toBe(true)
  })
})
