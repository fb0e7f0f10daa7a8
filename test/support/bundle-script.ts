import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles a TypeScript file beside a test into one script that a process of its own can run; returns its path. */
export async function bundleScript(url: URL, folder: string): Promise<string> {
  const outfile = join(folder, 'script.mjs')
  await build({
    entryPoints: [fileURLToPath(url)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  })
  return outfile
}
