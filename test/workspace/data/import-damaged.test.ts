import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { UserError } from '../../../src/workspace/index.js'
import type { ImportDataRequest } from '../../../src/workspace/data/import/request.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { zipOfFiles } from '../../support/zip-of.js'

const fixtures = fileURLToPath(new URL('../../fixtures/candle-files', import.meta.url))
const LINE = '1690848000,1,2,1,1.5,10\n'

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

/** What an import of these bytes is refused with. */
async function refusal(name: string, bytes: Uint8Array, more: Partial<ImportDataRequest> = {}): Promise<string> {
  await writeFile(join(folder, name), bytes)
  const workspace = await openTestWorkspace(folder)
  const error: unknown = await workspace.data
    .import({ files: [name], base: 'fil', ...more })
    .catch((thrown: unknown) => thrown)
  if (!(error instanceof UserError)) throw new Error(`not refused as expected: ${String(error)}`)
  expect(error.message).toContain(join(folder, name))
  expect(error.message).not.toContain('\n')
  return error.message
}

describe('a damaged file', () => {
  test('whose packed values make a library run for ever is given up', async () => {
    const bytes = await readFile(join(fixtures, 'pandas-zstd.feather'))
    bytes[9632] = 128
    const message = await refusal('x.feather', bytes, { maxSeconds: 3 })
    expect(message).toMatch(/took longer than 3 s and was given up.* allow more with maxSeconds|torn|damaged/)
  })

  test('whose header speaks of more than the file holds is refused before it is read', async () => {
    const bytes = await readFile(join(fixtures, 'pandas.feather'))
    const footer = bytes.length - 10
    bytes.writeInt32LE(bytes.length, footer)
    expect(await refusal('x.feather', bytes)).toContain('its footer lies outside of it')
  })
})

test.each(['s', 'ms', 'ns', undefined])('times beyond all dates, read as %s, are refused', async (timeFormat) => {
  const csv = Buffer.from('timestamp,open,high,low,close,volume\n99999999999999999999,1,2,1,1.5,10\n')
  expect(await refusal('x.csv', csv, { timeFormat })).toMatch(/line 2: time (?:is "|)9{20}/)
  const json = Buffer.from('[[9e300,1,2,1,1.5,10]]')
  expect(await refusal('x.json', json, { timeFormat })).toMatch(/row 1: time (?:is |)9e\+?300/)
})

test('what a message quotes of a file moves no cursor', async () => {
  const csv = Buffer.from('timestamp,open,high,low,close,volume\n1690848000,\u001b[2J,2,1,1.5,10\n')
  expect(await refusal('x.csv', csv)).toContain('line 2: open is "\uFFFD[2J"')
})

describe('what unpacks to too much is refused with its sizes', () => {
  test('a gz, while it is unpacked', async () => {
    const packed = gzipSync(LINE.repeat(2_000_000), { level: 1 })
    expect(await refusal('x.csv.gz', packed, { maxUnpacked: 40 })).toMatch(
      /x\.csv\.gz has \d+ kB and unpacks to 4\d MB or more, expected at most 40 MB: .* allow more with .*maxUnpacked$/,
    )
  })

  test('a gz of another kind', async () => {
    const packed = gzipSync(Buffer.alloc(120 * 2 ** 20, '['), { level: 1 })
    expect(await refusal('x.json.gz', packed)).toMatch(/unpacks to 100 MB or more, expected at most 100 MB/)
  })

  test('a zip, by the sizes of all its files together, before any is unpacked', async () => {
    const text = LINE.repeat(1_500_000)
    const files = ['FILUSDT-1m-2023-08.csv', 'NEARUSDT-1m-2023-08.csv'].map((name) => [name, text] as const)
    expect(await refusal('x.zip', zipOfFiles(files), { maxUnpacked: 64 })).toMatch(
      /x\.zip has \d+ kB and unpacks to 69 MB or more, expected at most 64 MB/,
    )
  })

  test('a zip that says less than it holds', async () => {
    const zip = zipOfFiles([['a.csv', LINE.repeat(1000)]])
    const central = zip.indexOf('PK\u0001\u0002')
    for (const at of [zip.indexOf('PK\u0003\u0004') + 22, central + 24]) zip.writeUInt32LE(100, at)
    expect(await refusal('x.zip', zip)).toMatch(/the checksum of a\.csv is wrong|too many bytes/)
  })

  test('a text of one endless line', async () => {
    expect(await refusal('x.csv', Buffer.alloc(2 ** 20, '1'))).toContain('line 1 is longer than 16384 bytes')
  })
})
