import type * as FileSystem from 'node:fs/promises'
import { readFile, readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createRowFile, openRowFile } from '../../../src/store/rows/row-file.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** Bytes that the disk still takes. */
let room = Infinity

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof FileSystem>()
  const open: typeof real.open = async (path, flags, mode) => {
    const handle = await real.open(path, flags, mode)
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

let folder = ''
let file = ''
beforeEach(async () => {
  room = Infinity
  folder = await temporaryFolder()
  file = join(folder, 'rows', 'a.rows')
})

const features = Float32Array.from({ length: 12 }, (_, i) => i / 7)
const shape = { rows: 4, width: 3, labels: true, weights: true }

async function make(remark: unknown = { made: 'here' }): Promise<void> {
  const writer = await createRowFile(file, shape)
  await writer.writeFeatures(2, features.subarray(6))
  await writer.writeFeatures(0, features.subarray(0, 6))
  expect(writer.read(1, 2)).toEqual(features.subarray(3, 9))
  await writer.writeLabels(Int32Array.of(0, 1, 2, 0))
  await writer.writeWeights(Float32Array.of(1, 0.5, 0, 2))
  await writer.commit(remark)
  await writer.discard()
}

describe('a file of rows', () => {
  test('has features, labels and weights where its layout says', async () => {
    await make()
    const opened = await openRowFile(file)
    if (!opened || opened === 'damaged') throw new Error('it is not there')
    expect(opened).toMatchObject({ shape, width: 3, metadata: { made: 'here' } })
    expect(opened.read(3, 1)).toEqual(features.subarray(9))
    const { buffer, byteOffset } = await readFile(file)
    const { layout } = opened
    const bytes = buffer.slice(byteOffset, byteOffset + layout.end)
    expect(new Float32Array(bytes, layout.features, 12)).toEqual(features)
    expect([...new Int32Array(bytes, layout.labels, 4)]).toEqual([0, 1, 2, 0])
    expect([...new Float32Array(bytes, layout.weights, 4)]).toEqual([1, 0.5, 0, 2])
    await opened.close()
    expect(await readdir(join(folder, 'rows'))).toEqual(['a.rows'])
  })

  test('is not there before it is whole, and leaves nothing where it is given up', async () => {
    const writer = await createRowFile(file, shape)
    await writer.writeFeatures(0, features)
    expect(await openRowFile(file)).toBe(undefined)
    await writer.discard()
    expect(await readdir(join(folder, 'rows'))).toEqual([])
  })

  test('what a killed process left behind is removed with the next one, what a running one is making stays', async () => {
    await make()
    const running = `b.rows.tmp-${process.pid}-99`
    for (const name of [running, 'c.rows.tmp-4194305-1']) await writeFile(join(folder, 'rows', name), 'half')
    await make()
    expect((await readdir(join(folder, 'rows'))).sort()).toEqual(['a.rows', running])
  })

  test('is known to be damaged wherever a byte was changed, or it was cut', async () => {
    await make()
    const whole = await readFile(file)
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      await writeFile(file, bytes)
      expect(await openRowFile(file), `byte ${at}`).toBe('damaged')
    }
    for (const length of [0, 5, 40, whole.length - 1]) {
      await writeFile(file, whole)
      await truncate(file, length)
      expect(await openRowFile(file)).toBe('damaged')
    }
  })

  test.each([0, 30, 90, 120])('a disk that is full after %d bytes is told, and leaves nothing', async (space) => {
    room = space
    const writer = await createRowFile(file, shape)
    const made = (async () => {
      await writer.writeFeatures(0, features)
      await writer.writeLabels(Int32Array.of(0, 1, 2, 0))
      await writer.writeWeights(Float32Array.of(1, 0.5, 0, 2))
      await writer.commit({})
    })()
    await expect(made).rejects.toMatchObject({ code: 'ENOSPC' })
    await writer.discard()
    expect(await readdir(join(folder, 'rows'))).toEqual([])
  })
})
