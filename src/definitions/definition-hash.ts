import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemCodeOf } from '../core/errors.js'
import { sha256 } from '../core/hash.js'
import { PACKAGE_NAME, packageEntry } from './package-entry.js'

/**
 * Hash of a definition's source file and of all files that it imports by relative path, theirs included: it changes when
 * any formula does, even where the version was forgotten. A file that imports this package by name has the sources of all
 * that the package exports in it. Works on TypeScript sources and on compiled files alike; the two have different hashes.
 */
export async function definitionHash(file: string): Promise<string> {
  const own = new Map<string, string>()
  await collect(file, own)
  const texts = [...own.values()]
  return sha256(...named(own, file), ...(texts.some(importsPackage) ? await packageSources() : []))
}

/** Names relative to `entry` and texts, in the order of the names: the same wherever the folder lies. */
function named(sources: ReadonlyMap<string, string>, entry: string): string[] {
  const parts = [...sources].map(
    ([path, text]) => [relative(dirname(entry), path).replaceAll('\\', '/'), text] as const,
  )
  return parts.sort(([a], [b]) => (a < b ? -1 : 1)).flat()
}

let packageOnce: Promise<string[]> | undefined

/** Read once: a running package does not change. */
function packageSources(): Promise<string[]> {
  return (packageOnce ??= readPackage())
}

async function readPackage(): Promise<string[]> {
  const entry = fileURLToPath(packageEntry())
  const sources = new Map<string, string>()
  await collect(entry, sources)
  return [PACKAGE_NAME, ...named(sources, entry)]
}

function importsPackage(text: string): boolean {
  return new RegExp(`\\b(?:from|import)\\s*\\(?\\s*['"]${PACKAGE_NAME}['"]`).test(withoutTypes(text))
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
  return [...withoutTypes(text).matchAll(pattern)].flatMap((match) => match[2] ?? [])
}

function withoutTypes(text: string): string {
  return text.replaceAll(/\b(?:import|export)\s+type\b[^'";]*\bfrom\s*(['"])[^'"\n]*\1/g, '')
}

/** The file that an import path stands for: as it is, the TypeScript source of a compiled name, or one without its ending. */
async function existing(path: string): Promise<string | undefined> {
  for (const candidate of [path, path.replace(/\.js$/, '.ts'), `${path}.ts`, join(path, 'index.ts'), `${path}.js`]) {
    try {
      await readFile(candidate)
      return candidate
    } catch (error) {
      if (!['ENOENT', 'EISDIR', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) throw error
    }
  }
  return undefined
}
