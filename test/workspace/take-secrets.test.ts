import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createSpawnJob } from '../../src/dashboard/jobs/spawn-job.js'
import { testnetKeysOf, takeSecrets, withoutSecrets } from '../../src/workspace/take-secrets.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { writeUserFiles } from '../support/user-files.js'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const PROCESS = fileURLToPath(new URL('../../dist/workspace/use-case-process.js', import.meta.url))
const SECRETS = {
  FOLLOWUPWARD_API_KEY: 'the-key-of-the-account',
  FOLLOWUPWARD_SECRET: 'the-secret-of-the-account',
  FOLLOWUPWARD_TESTNET_API_KEY: 'the-key-of-the-testnet',
  FOLLOWUPWARD_TESTNET_SECRET: 'the-secret-of-the-testnet',
  FOLLOWUPWARD_DASHBOARD_TOKEN: 'the-token-of-the-dashboard',
}

const { FOLLOWUPWARD_TESTNET_API_KEY, FOLLOWUPWARD_TESTNET_SECRET } = SECRETS
const TESTNET = { FOLLOWUPWARD_TESTNET_API_KEY, FOLLOWUPWARD_TESTNET_SECRET }

/** A feature set that writes down what it sees of the environment, its own and that of a process that it starts. */
const CURIOUS = `import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { defineFeatureSet, gridAfterHistory, makeFrame } from 'followupward'
const seen = JSON.stringify(process.env) + execFileSync(process.execPath, ['-p', 'JSON.stringify(process.env)']).toString()
appendFileSync('SEEN', seen)
export default defineFeatureSet({
  id: 'Curious', version: 1, history: 0, columns: [{ name: 'close' }],
  compute: (candles) => {
    appendFileSync('SEEN', JSON.stringify(process.env))
    return makeFrame(gridAfterHistory('Curious', 0, candles), [['close', Float32Array.from(candles.close)]])
  },
})
`
const CANDLES = 'time,open,high,low,close,volume\n2024-01-01T00:00:00Z,1,2,1,2,5\n2024-01-01T00:01:00Z,1,2,1,2,5\n'

async function curiousWorkspace(): Promise<{ readonly folder: string; readonly seen: string }> {
  const folder = await temporaryFolder()
  const seen = join(folder, 'seen.txt')
  const features = CURIOUS.replaceAll('SEEN', seen)
  await writeUserFiles({ 'features/Curious.ts': features, 'candles.csv': CANDLES }, folder)
  return { folder, seen }
}

describe('keys and tokens', () => {
  test('are taken out of an environment, and kept in the copy', () => {
    const environment = { ...SECRETS, FOLLOWUPWARD_STATE: '/state', PATH: '/bin' }
    const copy = takeSecrets(environment)
    expect(environment).toEqual({ FOLLOWUPWARD_STATE: '/state', PATH: '/bin' })
    expect(copy).toMatchObject(SECRETS)
    expect(withoutSecrets(copy)).toEqual(environment)
    expect(testnetKeysOf(copy)).toEqual(TESTNET)
  })

  test('are not in the environment of definitions, of threads, and of what they start, from the command line', async () => {
    const { folder, seen } = await curiousWorkspace()
    const args = [CLI, 'compute', 'Curious', '--candles', 'candles.csv']
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...SECRETS }, stdio: 'ignore' })
    await once(child, 'close')
    const text = await readFile(seen, 'utf8')
    expect(text).toContain('FOLLOWUPWARD_STATE')
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret)
  })

  test('do not reach what runs in the process of a job that was given them, either', async () => {
    const { folder, seen } = await curiousWorkspace()
    const child = spawn(process.execPath, [PROCESS], { env: { ...process.env, ...SECRETS } })
    const request = { definition: 'Curious', candles: ['candles.csv'] }
    child.stdin.end(JSON.stringify({ useCase: 'compute', workspace: folder, request, secrets: SECRETS }))
    await once(child, 'close')
    const text = await readFile(seen, 'utf8')
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret)
  })
})

const hasProc = existsSync('/proc/self/environ')

const seenSchema = z.object({ environ: z.string(), document: z.unknown() })

async function startJob(
  useCase: 'trade' | 'compute',
): Promise<{ readonly environ: string; readonly document: unknown }> {
  const directory = await temporaryFolder()
  const script = join(directory, 'job.mjs')
  await mkdir(join(directory, 'out'))
  await writeFile(
    script,
    `import { readFileSync } from 'node:fs'
     let text = ''
     for await (const part of process.stdin) text += part
     console.log(JSON.stringify({ environ: readFileSync('/proc/self/environ', 'utf8'), document: JSON.parse(text) }))`,
  )
  const lines: string[] = []
  const spawnJob = createSpawnJob({ script, directory, env: { ...process.env, ...SECRETS } })
  await new Promise((resolve) => {
    spawnJob({ title: useCase, useCase, request: {} }, { onLine: (line) => void lines.push(line), onEnd: resolve })
  })
  return seenSchema.parse(JSON.parse(lines.join('\n')))
}

describe.skipIf(!hasProc)('the process of a job', () => {
  test('has no keys in its environment, and a trade alone gets those of the testnet, by its standard input', async () => {
    const trade = await startJob('trade')
    const other = await startJob('compute')
    for (const { environ } of [trade, other]) {
      expect(environ).toContain('FOLLOWUPWARD_STATE')
      for (const secret of Object.values(SECRETS)) expect(environ).not.toContain(secret)
    }
    expect(trade.document).toMatchObject({ secrets: TESTNET })
    for (const secret of Object.values(SECRETS)) expect(JSON.stringify(other.document)).not.toContain(secret)
    const { FOLLOWUPWARD_API_KEY, FOLLOWUPWARD_SECRET, FOLLOWUPWARD_DASHBOARD_TOKEN } = SECRETS
    for (const secret of [FOLLOWUPWARD_API_KEY, FOLLOWUPWARD_SECRET, FOLLOWUPWARD_DASHBOARD_TOKEN]) {
      expect(JSON.stringify(trade.document)).not.toContain(secret)
    }
  })
})
