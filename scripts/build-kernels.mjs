// Compiles the WebAssembly kernels in kernels/ into TypeScript modules that hold their bytes. What is up to date stays.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const OPTIONS = ['--runtime', 'stub', '--enable', 'simd', '--noAssert', '--importMemory', '-O3']
/** The warning that vectors cannot be handed to JavaScript: functions that do so are called inside of a kernel only. */
const QUIET = ['--disableWarning', '112']
/** Kernels whose modules do not lie in src/indicators. */
const FOLDERS = {
  'candle-lines.ts': 'src/ohlcv/import',
  'dense-steps.ts': 'src/nets/wasm',
  'expand-lags.ts': 'src/features',
  'first-barrier-touch.ts': 'src/targets',
}
/** Kernels whose memory threads share. */
const SHARED = new Set(['dense-steps.ts'])
const SHARING = [
  '--enable',
  'threads',
  '--enable',
  'relaxed-simd',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
]

/** Compiles every `kernels/X.ts` into `src/indicators/X-wasm.ts`, those of `FOLDERS` elsewhere. */
export function buildKernels(root) {
  const manifest = require.resolve('assemblyscript/package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'))
  const folder = join(root, 'kernels')
  const shared = sourcesIn(join(folder, 'lib')).map((name) => readFileSync(join(folder, 'lib', name)))
  for (const name of sourcesIn(folder)) {
    const source = join(folder, name)
    const options = SHARED.has(name) ? [...OPTIONS, ...SHARING] : OPTIONS
    const target = join(root, FOLDERS[name] ?? 'src/indicators', name.replace('.ts', '-wasm.ts'))
    const parts = [version, options.join(), ...shared, readFileSync(source)]
    const hash = parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest('hex')
    const head = `// Compiled from kernels/${name}; ${hash}\n`
    if (existsSync(target) && readFileSync(target, 'utf8').startsWith(head)) continue
    const code = compile(join(dirname(manifest), 'bin/asc.js'), source, options)
    const staged = `${target}.${process.pid}`
    writeFileSync(staged, `${head}export const KERNEL =\n  '${code.toString('base64')}'\n`)
    renameSync(staged, target)
  }
}

const sourcesIn = (folder) =>
  readdirSync(folder)
    .filter((file) => /^[a-z-]+\.ts$/.test(file))
    .sort()

function compile(compiler, source, options) {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-'))
  try {
    const out = join(folder, 'kernel.wasm')
    execFileSync(process.execPath, [compiler, source, '--outFile', out, ...options, ...QUIET], {
      stdio: ['ignore', 2, 2],
    })
    return readFileSync(out)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
