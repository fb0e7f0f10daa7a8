import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findClassifier } from '../../src/classifier/classifier-files.js'
import { run } from '../../src/cli/run.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const ARGS =
  '--base one --features F2cond20 --target T10up5low30min --sets sets.csv --epochs 1 --batch-size 256 --name net'

async function command(folder: string, ...args: string[]): Promise<FakeIo & { code: number }> {
  const io = fakeIo(folder)
  return { ...io, code: await run(args, io) }
}

test.each(['webgpu', 'cuda'])(
  '%s trains where there is one, and is refused in one line where there is none',
  async (device) => {
    const folder = await temporaryFolder()
    await fillTrainingWorkspace(folder)
    const io = await command(folder, 'train', ...ARGS.split(' '), '--device', device)
    const made = await findClassifier(join(folder, 'classifiers', 'net'))
    if (io.code === 0) {
      expect(made?.training.device).toBe(device)
      return
    }
    expect(io.stderr()).toMatch(new RegExp(`^error: device ${device} is not there: .+; leave --device out.*\n$`))
    expect(await readdir(folder)).not.toContain('classifiers')
    expect((await command(folder, 'train', ...ARGS.split(' '))).code).toBe(0)
    const assessed = await command(folder, 'assess', 'net', '--no-html', '--device', device)
    expect(assessed.code).toBe(1)
    expect(assessed.stderr()).toMatch(new RegExp(`error: device ${device} is not there: `))
  },
)

test('the device is recorded, and one that nobody knows is refused', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  expect((await command(folder, 'train', ...ARGS.split(' '), '--device', 'cpu')).code).toBe(0)
  const made = await findClassifier(join(folder, 'classifiers', 'net'))
  expect(made?.training).toMatchObject({ device: 'cpu', threads: 1 })
  const other = await command(folder, 'assess', 'net', '--device', 'tpu')
  expect(other.stderr()).toMatch(/--device is tpu: allowed are cpu, webgpu, cuda/)
})
