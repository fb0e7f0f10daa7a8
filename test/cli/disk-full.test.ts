import type * as FileSystem from 'node:fs/promises'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { run } from '../../src/cli/run.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { archiveCsv } from '../support/archive-csv.js'
import { candlesFrom } from '../support/candles-from.js'
import { expectSameCandles } from '../support/expect-same-candles.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

/** Bytes that the disk still takes from files that are written anew. */
let room = Infinity

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof FileSystem>()
  const open: typeof real.open = async (path, flags, mode) => {
    const handle = await real.open(path, flags, mode)
    if (flags !== 'wx') return handle
    const write = handle.write.bind(handle)
    vi.spyOn(handle, 'write').mockImplementation(async (...args: Parameters<typeof write>) => {
      const [bytes] = args
      room -= ArrayBuffer.isView(bytes) ? bytes.byteLength : 0
      if (room < 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
      return write(...args)
    })
    return handle
  }
  return { ...real, open }
})

const AUGUST = Date.UTC(2023, 7, 1)
const TWO_MONTHS = 60 * 1440
const fil = { exchange: 'binance', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }

let folder = ''
beforeEach(async () => {
  room = Infinity
  folder = await temporaryFolder()
})

async function command(...args: string[]): Promise<{ code: number; errors: string[] }> {
  const io = fakeIo(folder)
  const code = await run(args, io)
  return {
    code,
    errors: io
      .stderr()
      .split('\n')
      .filter((line) => line.startsWith('error')),
  }
}

async function content(): Promise<Record<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(name, 'hex')] as const)))
}

const FULL = { code: 1, errors: [expect.stringMatching(/^error: no space left on the disk; free some and try again/)] }

test.each([0, 4_000_000])('an import that fills the disk after %d bytes changes nothing', async (space) => {
  const candles = candlesFrom(AUGUST, TWO_MONTHS)
  await writeFile(join(folder, 'FIL.csv'), archiveCsv(candlesFrom(AUGUST, 1000)))
  expect(await command('import', 'FIL.csv', '--base', 'fil')).toEqual({ code: 0, errors: [] })
  await writeFile(join(folder, 'FIL.csv'), archiveCsv(candles))
  const before = await content()
  room = space
  expect(await command('import', 'FIL.csv', '--base', 'fil')).toEqual(FULL)
  expect(await content()).toEqual(before)
  room = Infinity
  expect(await command('import', 'FIL.csv', '--base', 'fil')).toEqual({ code: 0, errors: [] })
  expectSameCandles(await openCandleStore(join(folder, 'data')).read(fil), candles)
})

test.each(['.csv', '.csv.gz', '.arrow', '.parquet'])(
  'an export to %s that fills the disk leaves the old file',
  async (end) => {
    await openCandleStore(join(folder, 'data')).merge(fil, candlesFrom(AUGUST, 40_000))
    await writeFile(join(folder, `out${end}`), 'the old one')
    const before = await content()
    room = 100_000
    expect(await command('export', '--out', `out${end}`)).toEqual(FULL)
    expect(await content()).toEqual(before)
  },
)
