import { readFile, readdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * Words that no exported name has: a newcomer would not search for them, or they stand where the field has a word. The word to
 * use instead is behind each; docs/glossary.md says what is meant.
 */
const BANNED: Readonly<Record<string, string>> = {
  arrive: 'enter',
  asked: 'request',
  barred: 'blacklisted',
  begun: 'started',
  beside: 'near, or what it is for',
  chosen: 'selected',
  desk: 'context',
  doubtful: 'uncertain',
  fault: 'error',
  faults: 'errors',
  given: 'request, or what it is',
  held: 'stored, or holding',
  judge: 'evaluate',
  judged: 'evaluated',
  kept: 'stored, or saved',
  least: 'min',
  lodge: 'place',
  most: 'max',
  own: 'user',
  passing: 'transient',
  say: 'log',
  settled: 'resolved',
  shelf: 'cache',
  sound: 'checked',
  soundness: 'check status',
  sourced: 'hashed',
  told: 'notified',
  whole: 'integer, or complete',
  wish: 'command, or intent',
  worth: 'equity',
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('-wasm.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Words of a name: `maxUnusedDays` and `MAX_UNUSED_DAYS` have max, unused and days. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_-]+/)
}

function bannedIn(name: string): string[] {
  return wordsOf(name).flatMap((word) => (word in BANNED ? [`${word} (say ${BANNED[word] ?? ''})`] : []))
}

async function styleSheets(): Promise<string[]> {
  const entries = await readdir(join(root, 'web'), { withFileTypes: true, recursive: true })
  return entries.filter(({ name }) => name.endsWith('.css')).map((entry) => join(entry.parentPath, entry.name))
}

function classesIn(css: string): string[] {
  return [...css.replaceAll(/\/\*[\s\S]*?\*\//g, '').matchAll(/\.([a-z][\w-]*)/g)].map(([, name = '']) => name)
}

/** Names that a source declares: variables, functions, types, parameters and members. Comments and texts are left out. */
function declarationsIn(source: string): string[] {
  const code = source
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*/g, '')
    .replaceAll(/'[^'\n]*'/g, "''")
    .replaceAll(/>[^<>{}=;]*</g, '><')
  const patterns = [
    /\b(?:const|let|function\*?|interface|type|class)\s+(\w+)/g,
    /(?:^|[({,\n])\s*(?:readonly\s+)?(\w+)\??\s*[:,)}=]/g,
  ]
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([, name = '']) => name))
}

describe('words', () => {
  test('no exported name has a word that a newcomer would not search for', async () => {
    const wrong: string[] = []
    for (const path of [...(await filesBelow('src')), ...(await filesBelow('web'))]) {
      const text = await readFile(path, 'utf8')
      const pattern =
        /export (?:default )?(?:abstract )?(?:async )?(?:function\*?|const|let|interface|type|class|enum) (\w+)/g
      for (const [, name = ''] of text.matchAll(pattern))
        for (const word of bannedIn(name)) wrong.push(`${relative(root, path)}: ${name} has ${word}`)
    }
    expect(wrong).toEqual([])
  })

  test('no name inside the pages and their server has one, exported or not', async () => {
    const paths = [...(await filesBelow('src/dashboard')), ...(await filesBelow('web')), ...(await styleSheets())]
    const wrong: string[] = []
    for (const path of paths) {
      const text = await readFile(path, 'utf8')
      const names = path.endsWith('.css') ? classesIn(text) : declarationsIn(text)
      for (const name of new Set(names))
        for (const word of bannedIn(name)) wrong.push(`${relative(root, path)}: ${name} has ${word}`)
    }
    expect(wrong).toEqual([])
  })

  test('no file is named by one', async () => {
    const files = [...(await filesBelow('src')), ...(await filesBelow('web'))]
    const wrong = files.flatMap((path) => {
      const name =
        relative(root, path)
          .split('/')
          .at(-1)
          ?.replace(/\.tsx?$/, '') ?? ''
      return bannedIn(name).map((word) => `${relative(root, path)} has ${word}`)
    })
    expect(wrong).toEqual([])
  })

  test('every term of the glossary stands once, in alphabetical order', async () => {
    const text = await readFile(join(root, 'docs/glossary.md'), 'utf8')
    const terms = [...text.matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm)].map(([, term = '']) => term.trim()).slice(1)
    expect(terms.length).toBeGreaterThan(40)
    expect(terms).toEqual([...new Set(terms)].sort((a, b) => a.localeCompare(b, 'en')))
  })
})
