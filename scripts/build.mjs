// Compiles the package into dist/ and bundles the pages' scripts beside it.
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { buildDashboard } from './build-dashboard.mjs'
import { buildKernels } from './build-kernels.mjs'
import { writeModuleFacts } from './write-module-facts.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const path = (...parts) => join(root, ...parts)

buildKernels(root)
rmSync(path('dist'), { recursive: true, force: true })
execFileSync(process.execPath, [path('node_modules/typescript/bin/tsc'), '-p', path('tsconfig.json')], {
  stdio: 'inherit',
})
chmodSync(path('dist/cli/main.js'), 0o755)
await writeModuleFacts(path('dist'))

/** Each page of the command line's reports: one script and one style sheet, put into the page's file. */
const pages = {
  report: 'web/reports/assessment/report.tsx',
  features: 'web/reports/features/features.ts',
  targets: 'web/reports/targets/targets.ts',
}
await build({
  entryPoints: Object.fromEntries(Object.entries(pages).map(([name, file]) => [name, path(file)])),
  outdir: path('dist/web'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'inline',
  logLevel: 'warning',
})

await buildDashboard(root)
