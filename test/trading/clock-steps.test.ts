import { expect, test } from 'vitest'
import type { Clock } from '../../src/core/clock.js'
import { HOUR, MINUTE, SECOND } from '../../src/core/time.js'
import { FROM, bookOf, expectSame, openScene, tradeOn, turnOver } from './simulated-scene.js'

const MINUTES = 24

test.each([20 * SECOND, -20 * SECOND, HOUR, -HOUR])(
  'a machine clock that is set by %d ms in the middle of a minute loses no fill and keeps trading',
  async (step) => {
    const scene = await openScene(MINUTES)
    let ahead = 0
    scene.stepAt = () => ahead
    const book = bookOf(scene)
    const outcome = await tradeOn(scene, book, {
      minutes: MINUTES,
      // After the clock was read and before the orders of the minute are written.
      score: (base, candles) => {
        const minute = (scene.server.control.now() - FROM) / MINUTE
        if (minute === 4 || minute === 12) ahead = step
        if (minute === 9 || minute === 15) ahead = 0
        return turnOver(base, candles)
      },
    })
    expect(outcome.outcome).toBe('done')
    // A step takes at most the minute that it falls into and the next one.
    expect(outcome.minutes).toBeGreaterThanOrEqual(MINUTES - 8)
    expect(book.fills('a').length).toBeGreaterThan(10)
    const decided = book.decisions('r1').map(({ minute }) => minute)
    expect(decided.every((minute) => minute >= FROM && minute < FROM + MINUTES * MINUTE)).toBe(true)
    await expectSame(book, scene)
  },
  180_000,
)

test('a clock that is wrong through a whole run loses no fill, then or later', async () => {
  const scene = await openScene(MINUTES)
  const book = bookOf(scene)
  const { clock: right } = scene.server.control
  const clock: Clock = {
    now: () => right.now() + 20 * SECOND,
    sleepUntil: (time, signal) => right.sleepUntil(time - 20 * SECOND, signal),
  }
  await tradeOn(scene, book, { minutes: 12, runId: 'wrong', clock })
  await expectSame(book, scene)
  await tradeOn(scene, book, { minutes: MINUTES, runId: 'right' })
  await expectSame(book, scene)
}, 180_000)
