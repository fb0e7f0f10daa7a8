// Peers run in a Python virtual environment of their own; where it is not there, their keys are left out.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../peers')
const python = join(folder, '.venv/bin/python')

/** Whether the peers are installed; says once how to get them where they are not. */
export function peersInstalled() {
  if (existsSync(python)) return true
  console.error('  peers are not installed; get them with: bench/peers/setup')
  return false
}

/**
 * A peer's script as a server: started once with `args`, it answers each line on stdin with one line of JSON on stdout.
 * `ask(request)` resolves to the answer, which holds the peer's own `milliseconds`.
 */
export function startPeer(script, args = []) {
  const child = spawn(python, [join(folder, script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async ask(request = {}) {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error(`the peer ${script} ended without an answer`)
      return JSON.parse(value)
    },
    stop: () => child.kill(),
  }
}

/** Versions of what is installed beside us, for the document's head. */
export function peerVersions() {
  if (!existsSync(python)) return {}
  const code = `
import importlib.metadata as m, json, sys
found = {"python": sys.version.split()[0]}
for name in ("numpy", "pandas", "pyarrow", "polars", "duckdb", "scikit-learn", "torch", "tensorflow-cpu", "keras", "vectorbt", "backtesting", "bottleneck"):
    try: found[name] = m.version(name)
    except m.PackageNotFoundError: pass
print(json.dumps(found))`
  return JSON.parse(spawnSync(python, ['-c', code], { encoding: 'utf8' }).stdout)
}
