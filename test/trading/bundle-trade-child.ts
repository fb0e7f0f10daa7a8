import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Bundles the trading process into the checkout, so that packages with native parts are found from there; `name` is the caller's. */
export async function bundleTradeChild(name: string): Promise<string> {
  const outfile = join(root, 'node_modules', '.cache', 'followupward-tests', `trade-child-${name}.mjs`)
  await mkdir(dirname(outfile), { recursive: true })
  const entry = join(root, 'test', 'trading', 'trade-child.ts')
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' })
  return outfile
}
