import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const announced = z.object({ url: z.string(), readOnly: z.boolean(), token: z.boolean() })

interface Served {
  readonly io: FakeIo
  readonly folder: string
  readonly url: string
  /** The command's exit code, after Ctrl-C. */
  readonly interrupt: () => Promise<number>
}

async function serve(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const folder = await temporaryFolder()
  const io = fakeIo(folder, env)
  const done = run(['dashboard', '--port', '0', '--json', ...args], io)
  const interrupt = (): Promise<number> => {
    io.interrupt()
    return done
  }
  onTestFinished(async () => void (await interrupt()))
  await expect.poll(() => io.stdout() + io.stderr(), { timeout: 20_000 }).toContain('\n')
  const { url } = announced.parse(JSON.parse(io.stdout()))
  return { io, folder, url, interrupt }
}

/** Sends a request as no browser or client would: any host, any path. */
async function raw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.end(request)
  let answer = ''
  socket.on('data', (text: Buffer) => {
    answer += text.toString()
  })
  await once(socket, 'close')
  return answer
}

describe('dashboard', () => {
  test('tells its options', async () => {
    const io = fakeIo(await temporaryFolder())
    expect(await run(['dashboard', '--help'], io)).toBe(0)
    for (const option of ['--port', '--host', '--token', '--read-only', '--json']) expect(io.stdout()).toContain(option)
  })

  test('serves its pages on loopback until Ctrl-C, also while a page listens to events', async () => {
    const { io, url, interrupt } = await serve()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(await (await fetch(`${url}/market?base=btc`)).text()).toContain('<title>FollowUpward</title>')
    const events = await fetch(`${url}/api/events?topics=jobs`)
    const reader = events.body?.getReader()
    const hello = await reader?.read()
    expect(new TextDecoder().decode(hello?.value)).toContain('event: hello')
    expect(await interrupt()).toBe(0)
    expect(io.stderr()).toContain('the dashboard is closed')
    await expect(fetch(url)).rejects.toThrow()
  })

  test('says where it serves, in a line to click', async () => {
    const io = fakeIo(await temporaryFolder())
    const done = run(['dashboard', '--port', '0', '--read-only'], io)
    await expect
      .poll(() => io.stdout(), { timeout: 20_000 })
      .toMatch(/^Dashboard: http:\/\/127\.0\.0\.1:\d+, changes nothing/)
    io.interrupt()
    expect(await done).toBe(0)
  })

  test('refuses another name of this machine over a real socket, and what climbs out of its files', async () => {
    const { url } = await serve()
    const rebound = await raw(url, 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
    expect(rebound).toMatch(/^HTTP\/1\.1 421 /)
    expect(rebound).not.toContain('name="token"')
    expect(await raw(url, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 4\d\d /)
    for (const path of ['/assets/../../../package.json', '/assets/..%2f..%2fpackage.json', '/../../etc/passwd']) {
      const answer = await raw(url, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
      expect(answer).not.toMatch(/"dependencies"|root:/)
    }
  })

  test('a port in use is one clear line', async () => {
    const other = createServer()
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const io = fakeIo(await temporaryFolder())
    expect(await run(['dashboard', '--port', String(port)], io)).toBe(1)
    expect(io.stderr()).toBe(
      `error: port ${port} is taken by another program, perhaps a dashboard; choose another with --port\n`,
    )
  })

  test.each([
    [['--host', '0.0.0.0'], '--token'],
    [['--host', '0.0.0.0', '--token', 'short'], '--token is too short'],
    [['--token', 'with blanks between'], '--token is too short or holds blanks'],
    [['--port', '99999'], '--port is 99999'],
    [['--port', 'web'], '--port is web: expected a whole number'],
    [['--host', '203.0.113.7', '--token', 'long-enough-token'], 'no address of this machine'],
    [['--workspace', 'not-there'], 'followupward init'],
  ])('%s is refused in one line', async (args, line) => {
    const io = fakeIo(await temporaryFolder())
    expect(await run(['dashboard', ...args], io)).toBe(1)
    expect(io.stderr()).toMatch(/^error: [^\n]+\n$/)
    expect(io.stderr()).toContain(line)
  })

  test('an empty folder that --workspace names is served as one that it is started in', async () => {
    const empty = await temporaryFolder()
    const { url } = await serve(['--workspace', empty])
    const state: unknown = await (await fetch(`${url}/api/start`)).json()
    expect(state).toMatchObject({ state: { empty: true, configured: false } })
  })

  test('for others it warns, and wants its token', async () => {
    const { io, url } = await serve(['--host', '0.0.0.0', '--token', 'long-enough-token'])
    expect(io.stderr()).toContain('warning: 0.0.0.0 lets other machines in')
    expect(io.stdout() + io.stderr()).not.toContain('long-enough-token')
    const { port } = new URL(url)
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(401)
    const headers = { authorization: 'Bearer long-enough-token' }
    const fromEnv = await serve(['--host', '0.0.0.0'], { FOLLOWUPWARD_DASHBOARD_TOKEN: 'long-enough-token' })
    expect((await fetch(`http://127.0.0.1:${new URL(fromEnv.url).port}/`)).status).toBe(401)
    expect((await fetch(`http://127.0.0.1:${port}/`, { headers })).status).toBe(200)
  })

  test('a configuration that becomes wrong is told, and forgiven when it is mended', async () => {
    const { folder, url } = await serve()
    const frame = async (): Promise<string> => {
      const response = await fetch(`${url}/api/frame`)
      return `${response.status} ${await response.text()}`
    }
    expect(await frame()).toContain('"timeZone":"UTC"')
    await writeFile(join(folder, 'followupward.yaml'), 'quotes: EUR\n')
    expect(await frame()).toMatch(/^409 .*quotes/)
    await writeFile(join(folder, 'followupward.yaml'), 'timeZone: Europe/Berlin\n')
    expect(await frame()).toContain('"timeZone":"Europe/Berlin"')
  })

  test('no answer holds a key of the environment', async () => {
    const env = {
      FOLLOWUPWARD_API_KEY: 'my-own-api-key',
      FOLLOWUPWARD_SECRET: 'my-own-secret',
      FOLLOWUPWARD_TESTNET_API_KEY: 'my-own-testnet-key',
      FOLLOWUPWARD_TESTNET_SECRET: 'my-own-testnet-secret',
    }
    const { url } = await serve([], env)
    const pages = ['data/overview', 'start', 'trading/runs', 'training/runs', 'training/options', 'market/overview']
    for (const path of ['/', '/api/frame', '/api/jobs', '/api/nothing', ...pages.map((page) => `/api/${page}`)]) {
      const text = await (await fetch(`${url}${path}`)).text()
      expect(text).not.toMatch(/my-own-/)
    }
  })
})
