import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openApp, type OpenApp } from '../open-app.js'

interface Listening extends OpenApp {
  readonly port: number
}

async function listen(): Promise<Listening> {
  const opened = await openApp()
  const url = await opened.app.listen({ host: '127.0.0.1', port: 0 })
  return { ...opened, port: Number(new URL(url).port) }
}

async function follow(port: number, topics: string): Promise<{ readonly socket: Socket; readonly text: () => string }> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let text = ''
  socket.on('data', (part: Buffer) => {
    text += part.toString()
  })
  socket.write(`GET /api/events?topics=${topics} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`)
  await expect.poll(() => text).toContain('event: hello')
  return { socket, text: () => text }
}

describe('the stream of events', () => {
  test('begins with who serves it and the last event of each topic, and goes on with what is new', async () => {
    const { events, port } = await listen()
    events.publish('a', { count: 1 })
    const { text } = await follow(port, 'a,b')
    events.publish('b', 'two')
    events.publish('c', 'not asked for')
    await expect.poll(text).toContain('data: {"topic":"b","data":"two"}')
    expect(text()).toContain('"release":"release-of-test"')
    expect(text()).toContain('data: {"topic":"a","data":{"count":1}}')
    expect(text()).not.toContain('not asked for')
    expect(text()).toMatch(/content-security-policy: default-src 'none'/)
  })

  test('a reader that is far behind is cut off, and the others are not held up', async () => {
    const { events, port } = await listen()
    const slow = await follow(port, 'big')
    const quick = await follow(port, 'small')
    slow.socket.pause()
    const ended = once(slow.socket, 'close')
    for (let part = 0; part < 200; part++) events.publish('big', 'x'.repeat(1 << 18))
    events.publish('small', 'still here')
    await expect.poll(quick.text).toContain('still here')
    slow.socket.resume()
    await ended
  })

  test('takes no more topics than a page has, and no names without end', async () => {
    const { app } = await openApp()
    const { statusCode } = await app.inject({
      url: `/api/events?topics=${'a'.repeat(3000)}`,
      headers: { host: 'localhost' },
    })
    expect(statusCode).toBe(400)
  })
})
