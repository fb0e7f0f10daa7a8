import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Address of a worker's script, given the caller's `import.meta.url` and the script's relative specifier (`./x.js`).
 * Workers need JavaScript: called from TypeScript under `src/` (as tests do), the built file of the same path under `dist/`
 * is meant. Throws where it has not been built.
 */
export function workerUrl(caller: string, specifier: string): URL {
  const beside = new URL(specifier, caller)
  if (existsSync(beside)) return beside
  const built = fileURLToPath(beside).replace(/([/\\])src([/\\])(?!.*[/\\]src[/\\])/, '$1dist$2')
  if (!existsSync(built)) throw new Error(`worker script ${built} is not there; run: npm run build`)
  return pathToFileURL(built)
}
