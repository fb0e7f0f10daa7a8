// Compiles the package into dist/ and bundles the pages' scripts beside it.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { buildKernels } from './build-kernels.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const path = (...parts) => join(root, ...parts)

buildKernels(root)
rmSync(path('dist'), { recursive: true, force: true })
execFileSync(process.execPath, [path('node_modules/typescript/bin/tsc'), '-p', path('tsconfig.json')], {
  stdio: 'inherit',
})
chmodSync(path('dist/cli/main.js'), 0o755)

if (existsSync(path('web/report/report.ts'))) {
  await build({
    entryPoints: [path('web/report/report.ts')],
    outfile: path('dist/web/report.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'inline',
    logLevel: 'warning',
  })
}
