// Bundles the dashboard's pages: one entry, a chunk for each page and for what several share, names that hold a hash.
import { createHash } from 'node:crypto'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build } from 'esbuild'

/** Also writes `manifest.json`: the entry's script and style, each page's style, and a name for this very build. */
export async function buildDashboard(root) {
  const outdir = join(root, 'dist/web/dashboard')
  const { metafile } = await build({
    entryPoints: [join(root, 'web/dashboard/main.tsx')],
    outdir,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name]-[hash]',
    chunkNames: 'parts/[name]-[hash]',
    legalComments: 'linked',
    logLevel: 'warning',
  })
  copyFileSync(join(root, 'web/dashboard/icon.svg'), join(outdir, 'icon.svg'))
  writeFileSync(join(outdir, 'manifest.json'), JSON.stringify(manifestOf(root, outdir, metafile), undefined, 2))
}

function manifestOf(root, outdir, { outputs }) {
  const nameOf = (file) => relative(outdir, join(root, file)).replaceAll('\\', '/')
  const entries = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint !== undefined)
  const [script, main] = entries.find(([, { entryPoint }]) => entryPoint === 'web/dashboard/main.tsx')
  const styles = entries.flatMap(([, { entryPoint, cssBundle }]) => {
    const [, page] = /^web\/dashboard\/([^/]+)\/page\.tsx$/.exec(entryPoint) ?? []
    return page && cssBundle ? [[page, nameOf(cssBundle)]] : []
  })
  const release = createHash('sha256').update(Object.keys(outputs).sort().join()).digest('hex').slice(0, 12)
  return { script: nameOf(script), style: nameOf(main.cssBundle), styles: Object.fromEntries(styles), release }
}
