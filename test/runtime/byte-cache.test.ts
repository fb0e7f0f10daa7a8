import { describe, expect, test } from 'vitest'
import { createByteCache } from '../../src/runtime/byte-cache.js'

const cacheOfTexts = (limit: number) => createByteCache<string>(limit, (text) => text.length)

describe('a cache by bytes', () => {
  test('drops what was not used for longest, and never holds more than its limit', async () => {
    const cache = cacheOfTexts(25)
    await cache.get('a', '1', async () => 'A'.repeat(10))
    await cache.get('b', '1', async () => 'B'.repeat(10))
    await cache.get('a', '1', async () => 'not made')
    await cache.get('c', '1', async () => 'C'.repeat(10))
    expect(cache.bytes()).toBe(20)
    expect(await cache.get('a', '1', async () => 'new')).toBe('A'.repeat(10))
    expect(await cache.get('b', '1', async () => 'new')).toBe('new')
    expect(cache.bytes()).toBeLessThanOrEqual(25)
  })

  test('does not keep a value above its limit', async () => {
    const cache = cacheOfTexts(25)
    expect(await cache.get('big', '1', async () => 'B'.repeat(26))).toHaveLength(26)
    expect(await cache.get('big', '1', async () => 'again')).toBe('again')
  })

  test('makes a value once for all who wait, and forgets a fault', async () => {
    const cache = cacheOfTexts(25)
    let made = 0
    const make = async (): Promise<string> => {
      made++
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (made === 1) throw new Error('not yet')
      return `made ${made}`
    }
    const first = await Promise.allSettled([cache.get('a', '1', make), cache.get('a', '1', make)])
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await Promise.all([cache.get('a', '1', make), cache.get('a', '1', make)])).toEqual(['made 2', 'made 2'])
  })

  test('makes a value again under another tag, and then forgets the first, however late it comes', async () => {
    const cache = cacheOfTexts(25)
    const old = cache.get('a', 'yesterday', async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return 'old'
    })
    expect(await cache.get('a', 'today', async () => 'new')).toBe('new')
    expect(await old).toBe('old')
    expect(await cache.peek('a', 'today')).toBe('new')
    expect(cache.peek('a', 'yesterday')).toBeUndefined()
    expect(cache.bytes()).toBe(3)
  })
})
