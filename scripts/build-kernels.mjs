// Compiles the WebAssembly kernels in kernels/ into TypeScript modules that hold their bytes. What is up to date stays.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const OPTIONS = ['--runtime', 'stub', '--enable', 'simd', '--noAssert', '--importMemory', '-O3']

/** Compiles every `kernels/X.ts` into `src/indicators/X-wasm.ts`. */
export function buildKernels(root) {
  const manifest = require.resolve('assemblyscript/package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'))
  for (const name of readdirSync(join(root, 'kernels')).filter((file) => /^[a-z-]+\.ts$/.test(file))) {
    const source = join(root, 'kernels', name)
    const target = join(root, 'src/indicators', name.replace('.ts', '-wasm.ts'))
    const hash = createHash('sha256').update(version).update(OPTIONS.join()).update(readFileSync(source)).digest('hex')
    const head = `// Compiled from kernels/${name}; ${hash}\n`
    if (existsSync(target) && readFileSync(target, 'utf8').startsWith(head)) continue
    const code = compile(join(dirname(manifest), 'bin/asc.js'), source)
    const staged = `${target}.${process.pid}`
    writeFileSync(staged, `${head}export const KERNEL =\n  '${code.toString('base64')}'\n`)
    renameSync(staged, target)
  }
}

function compile(compiler, source) {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-'))
  try {
    const out = join(folder, 'kernel.wasm')
    execFileSync(process.execPath, [compiler, source, '--outFile', out, ...OPTIONS], { stdio: ['ignore', 2, 2] })
    return readFileSync(out)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
