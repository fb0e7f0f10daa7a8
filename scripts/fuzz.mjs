// `npm run fuzz -- [RUNS [SEED]]`: reads so many damaged inputs (default 2000) of each kind of foreign file.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [runs = '2000', seed = '1', ...more] = process.argv.slice(2)
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const args = [vitest, 'run', 'test/workspace/files/fuzz.test.ts', '--disable-console-intercept', ...more]
const env = { ...process.env, FUZZ_RUNS: runs, FUZZ_SEED: seed }
const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
process.exitCode = status ?? 1
