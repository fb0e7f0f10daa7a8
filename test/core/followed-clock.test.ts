import { expect, test } from 'vitest'
import type { Clock } from '../../src/core/clock.js'
import { followClock } from '../../src/core/followed-clock.js'
import { HOUR, MINUTE, SECOND } from '../../src/core/time.js'

interface Machine extends Clock {
  /** True time, which the other clock shows as well. */
  time: number
  /** The machine's clock is ahead by this. */
  step: number
  /** What happens while it sleeps. */
  during: (() => void) | undefined
}

function machineOf(): Machine {
  const machine: Machine = {
    time: 1_000_000,
    step: 0,
    during: undefined,
    now: () => machine.time + machine.step,
    sleepUntil: async (time) => {
      machine.time += Math.max(0, time - machine.now())
      machine.during?.()
    },
  }
  return machine
}

test.each([20 * SECOND, -20 * SECOND, HOUR, -HOUR])(
  'a step of %d ms in a sleep makes it neither early nor late',
  async (step) => {
    const machine = machineOf()
    const clock = await followClock(machine, async () => ({ time: machine.time, speed: 1 }))
    const start = clock.now()
    machine.during = () => {
      machine.step = step
      machine.during = undefined
    }
    await clock.sleepUntil(start + 3 * MINUTE)
    expect(machine.time - start).toBe(3 * MINUTE)
    expect(clock.now()).toBe(machine.time)
  },
)

test('a step between two readings is mended by the next one', async () => {
  const machine = machineOf()
  const clock = await followClock(machine, async () => ({ time: machine.time, speed: 1 }))
  machine.step = HOUR
  expect(clock.now()).toBe(machine.time + HOUR)
  await clock.sync()
  expect(clock.now()).toBe(machine.time)
})

test('a slow answer is asked for again, and one that cannot be had leaves the clock as it is', async () => {
  const machine = machineOf()
  const waits = [9 * SECOND, 40, 5 * SECOND]
  let isDown = false
  const clock = await followClock(machine, async () => {
    if (isDown) throw new Error('not reached')
    const wait = waits.shift() ?? 0
    machine.time += wait / 4
    const reading = { time: machine.time, speed: 1 }
    machine.time += (wait * 3) / 4
    return reading
  })
  expect(Math.abs(clock.now() - machine.time)).toBeLessThanOrEqual(20)
  isDown = true
  await expect(clock.sync()).rejects.toThrow('not reached')
  const start = clock.now()
  await clock.sleepUntil(start + 5 * MINUTE)
  expect(clock.now()).toBe(start + 5 * MINUTE)
})

test('a clock of another speed is followed at that speed', async () => {
  const machine = machineOf()
  const start = machine.time
  const clock = await followClock(machine, async () => ({ time: (machine.time - start) * 60, speed: 60 }))
  await clock.sleepUntil(10 * MINUTE)
  expect(machine.time - start).toBe(10 * SECOND)
})
