// `npm run truth -- [MARKETS [SEED]] [--json]`: verdicts on so many simulated markets with nothing to learn (default 200), and on some with a
// planted edge. Exits with 1 where they claim what is not there, or miss what is.
import { build } from 'esbuild'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
// Within the package, so that what is imported from its dependencies is found.
const folder = mkdtempSync(join(root, 'node_modules', '.truth-'))
const outfile = join(folder, 'truth.mjs')
try {
  const entryPoints = [join(root, 'test/truth/print-truth.ts')]
  await build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  })
  const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
