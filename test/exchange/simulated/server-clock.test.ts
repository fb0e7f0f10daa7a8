import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/workspace/system-clock.js'
import { connectRemoteClock } from '../../../src/exchange/simulated/clock/remote-clock.js'
import { MINUTE } from '../../../src/core/time.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../../src/exchange/simulated/simulated-exchange.js'
import { createServerClock, type Pace } from '../../../src/exchange/simulated/clock/server-clock.js'
import { START, swinging } from '../market.js'

const range = { from: START, to: START + 10 * MINUTE }
const opened: SimulatedExchange[] = []
async function open(pace: Pace): Promise<SimulatedExchange> {
  const exchange = await startSimulatedExchange({
    candles: new Map([['ABC/USDT', swinging(20)]]),
    balances: {},
    range,
    pace,
  })
  opened.push(exchange)
  return exchange
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()))
})

describe('a stepped clock', () => {
  test('stands still, goes on by sleeping, never back, and stops at the end', async () => {
    const clock = createServerClock(range, 'stepped')
    expect(clock.now()).toBe(START)
    await clock.sleepUntil(START + MINUTE)
    expect(clock.now()).toBe(START + MINUTE)
    clock.advanceTo(START)
    expect(clock.now()).toBe(START + MINUTE)
    clock.advanceTo(START + 60 * MINUTE)
    expect(clock.now()).toBe(range.to)
    await expect(clock.sleepUntil(range.to, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
  })

  test('is driven from another process by sleeping on its remote clock', async () => {
    const exchange = await open('stepped')
    const clock = await connectRemoteClock(exchange.url, systemClock)
    expect([clock.now(), clock.range]).toEqual([START, range])
    await clock.sleepUntil(START + 90_000)
    expect([clock.now(), exchange.control.now()]).toEqual([START + 90_000, START + 90_000])
    await clock.sleepUntil(START)
    expect(clock.now()).toBe(START + 90_000)
  })
})

describe('a running clock', () => {
  test('goes so many times faster than the machine’s', () => {
    let machine = 5_000_000
    const pace = { speed: 60, clock: { now: () => machine, sleepUntil: () => Promise.resolve() } }
    const clock = createServerClock(range, pace)
    machine += 1000
    expect(clock.now()).toBe(START + MINUTE)
    machine += 1_000_000
    expect(clock.now()).toBe(range.to)
    expect(() => clock.advanceTo(range.to)).toThrow('runs by itself')
  })

  test('that waits stands at its first minute until somebody sleeps', async () => {
    let machine = 5_000_000
    const machineClock = { now: () => machine, sleepUntil: async (time: number) => void (machine = time) }
    const clock = createServerClock(range, { speed: 60, clock: machineClock, waits: true })
    machine += 60_000
    expect(clock.now()).toBe(START)
    await clock.sleepUntil(START)
    expect(clock.now()).toBe(START)
    await clock.sleepUntil(START + MINUTE)
    expect([clock.now(), machine]).toEqual([START + MINUTE, 5_061_000])
  })

  test('is followed by its remote clock, and cannot be advanced', async () => {
    const exchange = await open({ speed: 600, clock: systemClock })
    const clock = await connectRemoteClock(exchange.url, systemClock)
    await clock.sleepUntil(START + MINUTE)
    expect(clock.now()).toBeGreaterThanOrEqual(START + MINUTE)
    // The two clocks read one machine's; what lies between is the time of one answer.
    expect(Math.abs(clock.now() - exchange.control.now())).toBeLessThan(MINUTE)
    const response = await fetch(`${exchange.url}/simulation/advance`, { method: 'POST', body: '{"time": 1}' })
    expect(response.status).toBe(400)
  })
})

test('where no simulated exchange is, one line says how to start one', async () => {
  await expect(connectRemoteClock('http://127.0.0.1:1', systemClock)).rejects.toThrow(
    /no simulated exchange answers there .*start one with.*exchange\.serve/,
  )
})

test.each([
  [{ ...range, to: START }, 'stepped', 'is empty'],
  [range, { speed: 0, clock: systemClock }, 'expected a number above 0'],
] as const)('%o at %o is refused', (range, pace, words) => {
  expect(() => createServerClock(range, pace)).toThrow(words)
})
