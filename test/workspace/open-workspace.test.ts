import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openWorkspace, RequestError, UserError } from '../../src/workspace/index.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

async function trainingWorkspace(): Promise<string> {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  return folder
}

const REQUEST = {
  features: 'F2cond20',
  target: 'T10up5low30min',
  sets: 'sets.csv',
  bases: ['one'],
  epochs: 2,
  batchSize: 128,
}

describe('openWorkspace', () => {
  test('lays settings of the caller over the file; one that is not valid is named', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: kraken }\ntraining: { patience: 3 }\n')
    const ws = await openWorkspace(folder, { config: { training: { epochs: 7 }, quote: 'eur' } })
    expect(ws.config.exchange.id).toBe('kraken')
    expect(ws.config.training).toEqual({ patience: 3, epochs: 7 })
    expect(ws.config.quote).toBe('EUR')
    await ws.close()
    await writeFile(join(folder, 'followupward.yaml'), 'training: { patience: 0 }\n')
    await expect(openWorkspace(folder)).rejects.toThrow('training.patience is 0: expected at least 1')
    await writeFile(join(folder, 'followupward.yaml'), 'training: { patiense: 3 }\n')
    await expect(openWorkspace(folder)).rejects.toThrow(
      /training\.patiense is 3: there is no such key; allowed are .*patience/,
    )
  })

  test('nothing is written until a use case writes', async () => {
    const folder = await temporaryFolder()
    const ws = await openWorkspace(folder)
    expect(await ws.data.list({})).toEqual({ asOf: undefined, markets: [] })
    await ws.close()
    expect(await readdir(folder)).toEqual([])
  })

  test.each([
    [{ ...REQUEST, patience: 0 }, 'patience is 0: expected at least 1'],
    [{ ...REQUEST, bases: ['one', 'btc'] }, /no candles of base btc/],
    [{ ...REQUEST, params: { l9: 1 } }, /net MLP has no parameter l9/],
    [{ ...REQUEST, name: 'a', out: 'b' }, 'name and out exclude each other; leave one of them out'],
    [
      { ...REQUEST, external: 'python fit.py', epochs: 3 },
      'external and batchSize exclude each other; leave one of them out',
    ],
  ])('a request %j is refused by its key', async (request, message) => {
    const ws = await openWorkspace(await trainingWorkspace())
    const training = ws.train(request)
    await expect(training).rejects.toThrow(message)
    await expect(training).rejects.toBeInstanceOf(UserError)
    await ws.close()
  })

  test('a request from outside is parsed: unknown keys and wrong types are told', async () => {
    const ws = await openWorkspace(await trainingWorkspace())
    const outside: { train(request: object): Promise<unknown> } = {
      train: (request) => ws.train({ ...REQUEST, ...request }),
    }
    await expect(outside.train({ patiense: 3 })).rejects.toThrow(/there is no option patiense; allowed are .*patience/)
    await expect(outside.train({ patience: 'long' })).rejects.toThrow(
      new RequestError('patience is long: expected number'),
    )
    await ws.close()
  })
})

describe('two use cases on one workspace in one process', () => {
  test('two trainings work side by side; of one name the second is refused in one line', async () => {
    const ws = await openWorkspace(await trainingWorkspace())
    // Computes the features: of two that compute the same ones at once, the second may be refused.
    const alone = await ws.train({ ...REQUEST, name: 'c' })
    const [a, b] = await Promise.all([ws.train({ ...REQUEST, name: 'a' }), ws.train({ ...REQUEST, name: 'b' })])
    const files = [a, b, alone].map(({ classifier }) => classifier.description.history)
    expect(files[0]).toEqual(files[2])
    expect(files[1]).toEqual(files[2])
    const same = await Promise.allSettled([1, 2].map(() => ws.train({ ...REQUEST, name: 'd', epochs: 4 })))
    const refusals = same.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
    expect(refusals).toEqual([expect.stringMatching(/^UserError: classifier d is being written [^\n]*$/)])
    await ws.close()
  }, 120_000)

  test('close stops what is under way, and no call begins afterwards', async () => {
    const ws = await openWorkspace(await trainingWorkspace())
    let training: Promise<unknown> = Promise.resolve()
    await new Promise<void>((resolve) => {
      training = ws.train({ ...REQUEST, epochs: 500, patience: 500 }, { onEpoch: () => resolve() })
    })
    await ws.close()
    expect(await training).toMatchObject({ stopped: 'interrupted' })
    await expect(ws.data.list({})).rejects.toThrow('the workspace is closed; open it again')
  }, 120_000)
})

test('a script ends by itself after close: no thread, handle or lock is left', async () => {
  const folder = await trainingWorkspace()
  await mkdir(join(folder, 'node_modules'))
  await symlink(root, join(folder, 'node_modules/followupward'), 'dir')
  const script = `import { openWorkspace } from 'followupward/workspace'
const ws = await openWorkspace('.')
await ws.train(${JSON.stringify({ ...REQUEST, name: 'net' })})
await ws.train({ features: 'F9', target: 'T10up5low30min' }).catch(() => {})
await ws.close()
process.stdout.write(JSON.stringify(process.getActiveResourcesInfo().filter((name) => !/TTY|Pipe|PipeWrap|FSReqPromise/.test(name))))
`
  await writeFile(join(folder, 'script.mjs'), script)
  const child = spawn(process.execPath, ['script.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => void (out += bytes.toString()))
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(out).toBe('[]')
  const locks = (await readdir(folder, { recursive: true })).filter(
    (name) => name.includes('.writer') || name.endsWith('.lock'),
  )
  expect(locks.filter((name) => name.includes('classifiers'))).toEqual([])
}, 120_000)
