import { execFile } from 'node:child_process'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const runFile = promisify(execFile)

const COMPILER_OPTIONS = {
  target: 'ES2023',
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  noEmit: true,
}

/** An empty project that has the built package, as `npm install` of it leaves one. */
async function emptyProject(): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'node_modules'))
  await symlink(root, join(folder, 'node_modules/followupward'), 'dir')
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['*.ts'] }),
  )
  await cp(join(root, 'examples/library.ts'), join(folder, 'library.ts'))
  return folder
}

test('the script of the whole path is typed, runs in an empty folder, and ends by itself', async () => {
  const folder = await emptyProject()
  await runFile(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder])
  const outfile = join(folder, 'library.js')
  await build({ entryPoints: [join(folder, 'library.ts')], outfile, format: 'esm', logLevel: 'silent' })
  const { stdout } = await runFile(process.execPath, [outfile], { cwd: folder })
  const lines = stdout.trimEnd().split('\n')
  const [epochs, gain, columns, equity] = (lines.at(-1) ?? '').split(' ').map(Number)
  expect(epochs).toBe(lines.length - 1)
  expect(columns).toBe(20)
  expect(Number.isFinite(gain)).toBe(true)
  expect(equity).toBeGreaterThan(0)
}, 240_000)
