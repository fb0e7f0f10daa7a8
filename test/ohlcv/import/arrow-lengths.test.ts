import { readFile } from 'node:fs/promises'
import { Table, tableToIPC, vectorFromArray } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import { checkArrowLengths } from '../../../src/ohlcv/import/arrow-lengths.js'
import { mutateBytes } from '../../support/mutate-bytes.js'

const fixture = (name: string): Promise<Buffer> =>
  readFile(new URL(`../../fixtures/candle-files/${name}`, import.meta.url))

function unpackedOf(bytes: Uint8Array, isFile: boolean): number {
  let taken = 0
  checkArrowLengths(bytes, isFile, (unpacked) => (taken += unpacked))
  return taken
}

describe('the lengths of an Arrow file', () => {
  test.each([
    ['pandas.feather', true],
    ['pandas-zstd.feather', true],
    ['polars-lz4.arrow', true],
    ['polars-zstd.arrow', true],
    ['BTC_USDT-1m.feather', true],
    ['pyarrow-stream.arrows', false],
  ])('%s pass, and say what they unpack to', async (name, isFile) => {
    const taken = unpackedOf(await fixture(name), isFile)
    expect(taken).toBeGreaterThanOrEqual(6 * 8 * 196)
    expect(taken).toBeLessThan(1_000_000)
  })

  test('of a batch that says more rows than it has bytes are told before anything is unpacked', () => {
    const rows = 3
    const bytes = Buffer.from(tableToIPC(new Table({ a: vectorFromArray([1, 2, rows]) }), 'stream'))
    expect(unpackedOf(bytes, false)).toBe(8 * rows)
    // The number of values stands in the header of the batch and in that of its column.
    const huge = Buffer.from(bytes)
    for (let at = 0; at + 8 <= huge.length; at += 8) {
      if (huge.readBigInt64LE(at) === BigInt(rows)) huge.writeBigInt64LE(2n ** 40n, at)
    }
    expect(unpackedOf(huge, false)).toBeGreaterThanOrEqual(8 * 2 ** 40)
  })

  test.each([2 ** 30, 0, -1])('with a footer of %i bytes are refused', async (length) => {
    const bytes = await fixture('pandas.feather')
    bytes.writeInt32LE(length, bytes.length - 10)
    expect(() => unpackedOf(bytes, true)).toThrow('its footer lies outside of it')
  })

  test('with a message that is longer than the stream are refused', async () => {
    const bytes = await fixture('pyarrow-stream.arrows')
    bytes.writeInt32LE(2 ** 30, 4)
    expect(() => unpackedOf(bytes, false)).toThrow('a message goes beyond the file')
  })

  test('with a column of more buffers than the batch has are refused: the library would go through all of them', async () => {
    const random = createRng(1, 6, 55)
    const damaged = mutateBytes(await fixture('polars-zstd.arrow'), () => random.float())
    expect(() => unpackedOf(damaged, true)).toThrow('a column has 1073741824 buffers')
  })

  test.each([23, 293])('with more rows than its columns have are refused (%i)', async (run) => {
    const random = createRng(1, 7, run)
    const damaged = mutateBytes(await fixture('pyarrow-stream.arrows'), () => random.float())
    expect(() => unpackedOf(damaged, false)).toThrow(/a batch says \d+ rows, its first column 64/)
  })

  test('any change of a byte ends with an answer or a RangeError', async () => {
    const bytes = await fixture('pandas-zstd.feather')
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Buffer.from(bytes)
      damaged[at] = 255 - (damaged[at] ?? 0)
      try {
        unpackedOf(damaged, true)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }
  })
})
