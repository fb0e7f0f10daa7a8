import { describe, expect, test } from 'vitest'
import { createByteCache } from '../../src/core/byte-cache.js'

const sized =
  (value: string, bytes = 10) =>
  async () => ({ value, bytes })

describe('a cache by bytes', () => {
  test('drops what was not used for longest, and never holds more than its limit', async () => {
    const cache = createByteCache<string>(25)
    await cache.fetch('a', sized('A'))
    await cache.fetch('b', sized('B'))
    await cache.fetch('a', sized('not made'))
    await cache.fetch('c', sized('C'))
    expect(cache.bytes).toBe(20)
    expect(await cache.fetch('a', sized('new'))).toBe('A')
    expect(await cache.fetch('b', sized('new'))).toBe('new')
    expect(cache.bytes).toBe(20)
  })

  test('returns a value above its limit without keeping it', async () => {
    const cache = createByteCache<string>(25)
    await cache.fetch('a', sized('A'))
    expect(await cache.fetch('big', sized('B', 26))).toBe('B')
    expect(await cache.fetch('big', sized('again', 26))).toBe('again')
    expect(await cache.fetch('a', sized('new'))).toBe('A')
  })

  test('makes a value once for all who wait, and forgets a fault', async () => {
    const cache = createByteCache<string>(25)
    let made = 0
    const make = async (): Promise<{ value: string; bytes: number }> => {
      made++
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (made === 1) throw new Error('not yet')
      return { value: `made ${made}`, bytes: 1 }
    }
    const first = await Promise.allSettled([cache.fetch('a', make), cache.fetch('a', make)])
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await Promise.all([cache.fetch('a', make), cache.fetch('a', make)])).toEqual(['made 2', 'made 2'])
  })

  test('does not keep what was dropped while it was being made', async () => {
    const cache = createByteCache<string>(25)
    const old = cache.fetch('a', async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return { value: 'old', bytes: 1 }
    })
    cache.delete('a')
    expect(await old).toBe('old')
    expect(await cache.fetch('a', sized('new'))).toBe('new')
  })
})
