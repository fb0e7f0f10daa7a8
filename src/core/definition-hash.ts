import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { systemCodeOf } from './errors.js'
import { sha256 } from './hash.js'

/**
 * Hash of a definition's source file and of all files that it imports by relative path, theirs included: it changes when
 * any formula does, even where the version was forgotten. Works on TypeScript sources and on compiled files alike; the two
 * have different hashes.
 */
export async function definitionHash(file: string): Promise<string> {
  const sources = new Map<string, string>()
  await collect(file, sources)
  const parts = [...sources].map(([path, text]) => [relative(dirname(file), path).replaceAll('\\', '/'), text] as const)
  parts.sort(([a], [b]) => (a < b ? -1 : 1))
  return sha256(...parts.flat())
}

async function collect(file: string, sources: Map<string, string>): Promise<void> {
  if (sources.has(file)) return
  const text = await readFile(file, 'utf8')
  sources.set(file, text)
  for (const specifier of relativeImports(text)) {
    const found = await existing(join(dirname(file), specifier))
    if (found !== undefined) await collect(found, sources)
  }
}

/**
 * Relative paths that a module imports, re-exports or loads. What only looks like an import, say in a comment, does no harm:
 * the file is hashed too, or there is none. Imports of types alone leave no trace in the program and are left out.
 */
function relativeImports(text: string): string[] {
  const pattern = /(?:\bfrom|\bimport\s*\(?|\bnew\s+URL\s*\()\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g
  const values = text.replaceAll(/\b(?:import|export)\s+type\b[^'";]*\bfrom\s*(['"])[^'"\n]*\1/g, '')
  return [...values.matchAll(pattern)].flatMap((match) => match[2] ?? [])
}

/** The file that an import path stands for: as it is, or the TypeScript source of a compiled name. */
async function existing(path: string): Promise<string | undefined> {
  for (const candidate of [path, path.replace(/\.js$/, '.ts')]) {
    try {
      await readFile(candidate)
      return candidate
    } catch (error) {
      if (!['ENOENT', 'EISDIR', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) throw error
    }
  }
  return undefined
}
