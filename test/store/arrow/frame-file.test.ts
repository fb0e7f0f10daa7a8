import { copyFile, readFile, readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { tableFromIPC } from 'apache-arrow'
import { describe, beforeEach, expect, test } from 'vitest'
import { alwaysOpen } from '../../../src/core/calendar.js'
import { makeFrame, type Column, type Frame } from '../../../src/core/frame.js'
import { MINUTE } from '../../../src/core/time.js'
import { DamagedFileError } from '../../../src/store/files/damaged-file.js'
import {
  encodeFrame,
  openFrameFile,
  readFrameFile,
  readFrameMetadata,
  writeFrameFile,
} from '../../../src/store/arrow/frame-file.js'
import { stageFile } from '../../../src/store/files/staged-file.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const calendar = alwaysOpen()
const metadata = { made: 'by a test', Größe: '1 € ≠ 2 €' }

let folder = ''
let file = ''
beforeEach(async () => {
  folder = await temporaryFolder()
  file = join(folder, '2023-08.arrow')
})

/** A frame of all column types. */
function sample(rows: number): Frame {
  return makeFrame({ calendar, first: 28_000_000, rows }, [
    ['price', Float64Array.from({ length: rows }, (_, row) => row / 3)],
    ['score', Float32Array.from({ length: rows }, (_, row) => Math.sin(row))],
    ['mark', Uint8Array.from({ length: rows }, (_, row) => row % 3)],
  ])
}

async function columnsRead(of: string): Promise<ReadonlyMap<string, Column>> {
  return (await readFrameFile(of, calendar)).frame.columns
}

test('any frame comes back bit by bit, with its metadata', async () => {
  const values = fc.array(fc.tuple(fc.double(), fc.float(), fc.integer({ min: 0, max: 255 })), { maxLength: 200 })
  const extra = fc.dictionary(fc.string(), fc.string())
  await fc.assert(
    fc.asyncProperty(values, extra, fc.integer({ min: 0, max: 1e8 }), async (rows, extra, first) => {
      const frame = makeFrame({ calendar, first, rows: rows.length }, [
        ['a', Float64Array.from(rows, ([a]) => a)],
        ['b', Float32Array.from(rows, ([, b]) => b)],
        ['c', Uint8Array.from(rows, ([, , c]) => c)],
      ])
      await writeFrameFile(file, frame, extra)
      const read = await readFrameFile(file, calendar)
      expect(read.frame.grid).toMatchObject({ first, rows: rows.length })
      expect(read.frame.columns).toEqual(frame.columns)
      expect(read.metadata).toEqual(extra)
    }),
    { numRuns: 40 },
  )
})

test('the same frame gives the same bytes', () => {
  expect(Buffer.concat(encodeFrame(sample(50), metadata))).toEqual(Buffer.concat(encodeFrame(sample(50), metadata)))
})

test('some columns, or some rows of a column, can be read alone', async () => {
  await writeFrameFile(file, sample(1000), metadata)
  const { frame } = await readFrameFile(file, calendar, ['mark', 'price'])
  expect([...frame.columns.keys()]).toEqual(['mark', 'price'])
  expect(await readFrameMetadata(file)).toEqual(metadata)
  const opened = await openFrameFile(file)
  for (const from of [0, 400, 990]) {
    const target = new Float32Array(10)
    await opened.read([{ name: 'score', target, from }])
    expect(target).toEqual(
      sample(1000)
        .columns.get('score')
        ?.subarray(from, from + 10),
    )
  }
  await opened.close()
  await expect(readFrameFile(file, calendar, ['other'])).rejects.toThrow(
    /no column other; there are price, score, mark/,
  )
})

test('what is read from an open file belongs together while the file is replaced', async () => {
  await writeFrameFile(file, sample(500), metadata)
  const opened = await openFrameFile(file)
  await writeFrameFile(file, sample(100), metadata)
  const target = new Float64Array(500)
  await opened.read([{ name: 'price', target, from: 0 }])
  await opened.close()
  expect(target).toEqual(sample(500).columns.get('price'))
  expect(await columnsRead(file)).toEqual(sample(100).columns)
})

test('a file of another calendar is refused and left where it is', async () => {
  await writeFrameFile(file, sample(5), metadata)
  await expect(readFrameFile(file, alwaysOpen(60 * MINUTE))).rejects.toThrow(/belongs to the calendar/)
  expect(await readdir(folder)).toEqual(['2023-08.arrow'])
})

test('other readers find a schema at the head, time stamps and the columns', async () => {
  await writeFrameFile(file, sample(100), metadata)
  const bytes = await readFile(file)
  // The part after the magic is an Arrow stream of its own; the library's own file writer leaves out its first message.
  for (const table of [tableFromIPC(bytes), tableFromIPC(bytes.subarray(8))]) {
    expect(table.schema.fields.map(String)).toEqual([
      'timestamp: Timestamp<MILLISECOND, UTC>',
      'price: Float64',
      'score: Float32',
      'mark: Uint8',
    ])
    expect(table.numRows).toBe(100)
    expect(Number(table.getChild('timestamp')?.get(7))).toBe((28_000_000 + 7) * MINUTE)
    expect(table.getChild('price')?.get(7)).toBe(7 / 3)
  }
})

test.each([
  ['empty', (bytes: Buffer) => bytes.subarray(0, 0)],
  ['zeroed', (bytes: Buffer) => Buffer.alloc(bytes.length)],
  ['zeroed at the end', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -4096), Buffer.alloc(4096)])],
  ['zeroed in the middle', (bytes: Buffer) => Buffer.from(bytes).fill(0, 20_000, 30_000)],
  ['cut in half', (bytes: Buffer) => bytes.subarray(0, 30_000)],
  ['without its last byte', (bytes: Buffer) => bytes.subarray(0, -1)],
  ['something else', () => Buffer.from('timestamp,open,high,low,close,volume\n')],
])('a file that is %s is named and set aside', async (_, damage) => {
  await writeFrameFile(file, sample(5000), metadata)
  await writeFile(file, damage(await readFile(file)))
  const reading = readFrameFile(file, calendar)
  await expect(reading).rejects.toThrow(DamagedFileError)
  await expect(reading).rejects.toThrow(
    /2023-08\.arrow is damaged \(.+\); it was set aside as 2023-08\.arrow\.damaged-1$/,
  )
  expect(await readdir(folder)).toEqual(['2023-08.arrow.damaged-1'])
})

describe('a flipped bit', () => {
  const whole = sample(300)
  const original = Buffer.concat(encodeFrame(whole, metadata))
  /** Whether the flip was found; where it was not, what is read must be as it was written. */
  const isFound = async (place: number, bit: number): Promise<boolean> => {
    const bytes = Buffer.from(original)
    bytes[place] = (bytes[place] ?? 0) ^ (1 << bit)
    const flipped = join(folder, `${place}-${bit}.arrow`)
    await writeFile(flipped, bytes)
    try {
      const read = await readFrameFile(flipped, calendar)
      expect({ columns: read.frame.columns, metadata: read.metadata }).toEqual({ columns: whole.columns, metadata })
      expect(read.frame.grid.first).toBe(28_000_000)
      return false
    } catch (error) {
      expect(error).toBeInstanceOf(DamagedFileError)
      return true
    }
  }

  test('anywhere is found, or has changed nothing that is read', async () => {
    let found = 0
    const place = fc.integer({ min: 0, max: original.length - 1 })
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        if (await isFound(at, bit)) found++
      }),
      { numRuns: 250 },
    )
    expect(found).toBeGreaterThan(100)
  })

  test('in the footer or its length is always found, before anything is decoded', async () => {
    const footer = original.readInt32LE(original.length - 10)
    const begin = original.length - 10 - footer
    for (let place = begin; place < original.length - 6; place += 3) {
      expect(await isFound(place, place % 8), `bit ${place % 8} of byte ${place}`).toBe(true)
    }
  })
})

test('a file from before there were seals is read', async () => {
  const whole = sample(300)
  const bytes = Buffer.concat(encodeFrame(whole, metadata))
  const footer = bytes.length - 10 - bytes.readInt32LE(bytes.length - 10)
  await writeFile(file, Buffer.concat([bytes.subarray(0, footer - 16), bytes.subarray(footer)]))
  expect((await readFrameFile(file, calendar)).frame.columns).toEqual(whole.columns)
})

test('a file cut anywhere is found', async () => {
  const original = Buffer.concat(encodeFrame(sample(300), metadata))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: original.length - 1 }), async (length) => {
      await writeFile(file, original)
      await truncate(file, length)
      await expect(readFrameFile(file, calendar)).rejects.toThrow(DamagedFileError)
    }),
    { numRuns: 60 },
  )
})

test('files set aside are numbered, none is overwritten', async () => {
  for (const name of ['2023-08.arrow.damaged-1', '2023-08.arrow.damaged-2']) {
    await writeFile(file, 'nonsense')
    await expect(readFrameFile(file, calendar)).rejects.toThrow(name)
  }
  expect(await readdir(folder)).toHaveLength(2)
})

test('a good file copied over a damaged one is read again', async () => {
  const good = join(folder, 'good.arrow')
  await writeFrameFile(good, sample(50), metadata)
  await writeFile(file, 'nonsense')
  await expect(columnsRead(file)).rejects.toThrow(DamagedFileError)
  await copyFile(good, file)
  expect(await columnsRead(file)).toEqual(sample(50).columns)
})

test('a write that fails half way leaves the old file and nothing else', async () => {
  await writeFrameFile(file, sample(50), metadata)
  await expect(stageFile(file, failing())).rejects.toThrow(/no space/)
  expect(await readdir(folder)).toEqual(['2023-08.arrow'])
  expect(await columnsRead(file)).toEqual(sample(50).columns)
})

function* failing(): Generator<Uint8Array> {
  yield Buffer.alloc(100_000)
  throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
}
