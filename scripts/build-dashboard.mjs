// Bundles the dashboard's pages: one entry, a chunk for each page and for what several share, names that hold a hash.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'

/**
 * A style sheet in the folder of a page holds inside that page only, `main.page-<folder>` (`&` is that element): pages may give the same name to
 * different things. Such a sheet has no keyframes and no rules for the document.
 */
const pageStyles = {
  name: 'page-styles',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, ({ path }) => {
      const [, page] = /[/\\]web[/\\]([^/\\]+)[/\\][^/\\]+$/.exec(path) ?? []
      const isPage = page && existsSync(join(dirname(path), 'page.tsx'))
      return isPage ? { contents: `.page-${page} {\n${withImports(path)}\n}`, loader: 'css' } : undefined
    })
  },
}

/** The text of a style sheet with that of the sheets that it imports: those hold inside its page, too. */
function withImports(path) {
  const text = readFileSync(path, 'utf8')
  return text.replaceAll(/@import ['"]([^'"]+)['"];/g, (_, file) => withImports(join(dirname(path), file)))
}

/** Also writes `manifest.json`: the entry's script, its style and the parts that it needs at once, and a name for this very build. */
export async function buildDashboard(root) {
  const outdir = join(root, 'dist/web/dashboard')
  const { metafile } = await build({
    entryPoints: [join(root, 'web/app/main.tsx')],
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
    plugins: [pageStyles],
  })
  const outputs = Object.entries(metafile.outputs)
  const [script, { cssBundle: style, imports }] = outputs.find(
    ([, { entryPoint }]) => entryPoint === 'web/app/main.tsx',
  )
  // The entry's style sheet holds those of all pages: what is made for each of them beside it is not served.
  for (const [file] of outputs) if (file.endsWith('.css') && file !== style) rmSync(join(root, file))
  copyFileSync(join(root, 'web/app/icon.svg'), join(outdir, 'icon.svg'))
  const nameOf = (file) => relative(outdir, join(root, file)).replaceAll('\\', '/')
  const release = createHash('sha256').update(Object.keys(metafile.outputs).sort().join()).digest('hex').slice(0, 12)
  const needed = imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => nameOf(path))
  const manifest = { script: nameOf(script), style: nameOf(style), needed, release }
  writeFileSync(join(outdir, 'manifest.json'), JSON.stringify(manifest, undefined, 2))
}
