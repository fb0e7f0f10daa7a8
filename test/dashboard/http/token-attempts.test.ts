import { describe, expect, test } from 'vitest'
import { openTokenAttempts } from '../../../src/dashboard/http/token-attempts.js'

describe('wrong tokens', () => {
  test('make their address wait, longer each time, up to a minute; two are free', () => {
    let now = 1_000_000
    const attempts = openTokenAttempts(() => now)
    const waits = Array.from({ length: 12 }, () => {
      attempts.add('10.0.0.1', false)
      const seconds = attempts.secondsToWait('10.0.0.1')
      now += seconds * 1000
      return seconds
    })
    expect(waits).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60])
    expect(attempts.secondsToWait('10.0.0.1')).toBe(0)
    expect(attempts.secondsToWait('10.0.0.2')).toBe(0)
  })

  test('are forgotten after a right one, and after an hour', () => {
    let now = 0
    const attempts = openTokenAttempts(() => now)
    const addWrong = (times: number): void => {
      for (let i = 0; i < times; i++) attempts.add('::1', false)
    }
    addWrong(5)
    expect(attempts.secondsToWait('::1')).toBe(4)
    attempts.add('::1', true)
    expect(attempts.secondsToWait('::1')).toBe(0)
    addWrong(3)
    now += 3_601_001
    addWrong(1)
    expect(attempts.secondsToWait('::1')).toBe(0)
  })

  test('count for the whole network of an IPv6 address', () => {
    const attempts = openTokenAttempts(() => 0)
    for (const last of ['1', '2', '3', '4']) attempts.add(`2001:db8:1:2::${last}`, false)
    expect(attempts.secondsToWait('2001:db8:1:2:5:6:7:8')).toBe(2)
    expect(attempts.secondsToWait('2001:db8:1:3::1')).toBe(0)
    for (const last of ['1', '2', '3']) attempts.add(`::ffff:10.0.0.${last}`, false)
    expect(attempts.secondsToWait('::ffff:10.0.0.1')).toBe(0)
  })

  test('of very many addresses take no memory without end', () => {
    const attempts = openTokenAttempts(() => 0)
    for (let i = 0; i < 4; i++) attempts.add('first', false)
    for (let i = 0; i < 1000; i++) attempts.add(`10.0.${i >> 8}.${i & 255}`, false)
    expect(attempts.secondsToWait('first')).toBe(0)
  })
})
