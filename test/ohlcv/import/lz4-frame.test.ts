import { expect, test } from 'vitest'
import { decompressLz4 } from '../../../src/ohlcv/import/lz4-frame.js'

/** Magic, flags (version 1, blocks that hang together), block size, the descriptor's checksum, which is not checked. */
const HEAD = [0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0]
const END = [0, 0, 0, 0]

function block(...bytes: readonly number[]): number[] {
  return [bytes.length, 0, 0, 0, ...bytes]
}

function text(...bytes: readonly number[]): string {
  return Buffer.from(decompressLz4(Uint8Array.from(bytes))).toString('latin1')
}

const chars = (content: string): number[] => [...Buffer.from(content)]

test('literals, copies that overlap themselves, copies from the block before, plain blocks, several frames', () => {
  expect(text(...HEAD, ...block(0x30, ...chars('abc')), ...END)).toBe('abc')
  // 3 literals, then 4 + 2 bytes from 3 before the end, then 1 literal.
  const first = block(0x32, ...chars('abc'), 3, 0, 0x10, ...chars('x'))
  expect(text(...HEAD, ...first, ...END)).toBe('abcabcabcx')
  const second = block(0x00, 10, 0, 0x10, ...chars('y'))
  expect(text(...HEAD, ...first, ...second, ...END)).toBe('abcabcabcxabcay')
  const plain = [2, 0, 0, 0x80, ...chars('zz')]
  const skipped = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]
  expect(text(...HEAD, ...plain, ...END, ...skipped, ...HEAD, ...plain, ...END)).toBe('zzzz')
  // A length of 15 goes on in the bytes behind: 15 + 255 + 0 literals.
  expect(text(...HEAD, 17, 1, 0, 0, 0xf0, 255, 0, ...chars('q'.repeat(270)), ...END)).toBe('q'.repeat(270))
})

test('torn frames throw', () => {
  expect(() => text(1, 2, 3, 4)).toThrow(/not an LZ4 frame/)
  expect(() => text(...HEAD, 90, 0, 0, 0, 1)).toThrow(/cut off/)
  expect(() => text(...HEAD, ...block(0x50, 1), ...END)).toThrow(/cut off/)
  expect(() => text(...HEAD, ...block(0x10, 1, 9, 0), ...END)).toThrow(/from outside/)
  expect(() => text(...HEAD)).toThrow()
})
