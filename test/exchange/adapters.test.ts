import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findAdapter } from '../../src/exchange/adapters.js'

const SOURCE = new URL('../../src/', import.meta.url).pathname

test('every exchange is opened by its id: nothing outside of exchange/ knows a single adapter', async () => {
  const files = (await readdir(SOURCE, { recursive: true })).filter((file) => file.endsWith('.ts'))
  const outside = files.filter((file) => !file.startsWith('exchange/'))
  expect(outside.length).toBeGreaterThan(100)
  const knowing = []
  for (const file of outside) {
    const text = await readFile(join(SOURCE, file), 'utf8')
    // Every folder of exchange/ but the simulated one is an adapter.
    if (/\/exchange\/(?!simulated\/)[a-z-]+\/[a-z-]+\.js'/.test(text)) knowing.push(file)
  }
  expect(knowing).toEqual([])
})

test('an id without an adapter of its own is left to ccxt', () => {
  expect(findAdapter('kraken')).toBe(findAdapter('binance'))
  expect(findAdapter('kraken').marketTypes).toEqual(['spot'])
})
