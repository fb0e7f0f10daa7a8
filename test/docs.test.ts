import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { commands } from '../src/cli/commands.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** Files and folders of the repository that a page names: in back quotes, or as an argument of a command in them. */
function pathsIn(text: string): string[] {
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, words = '']) => words.split(/\s+/))
  return quoted.filter(
    (word) =>
      /^(?:src|test|web|bench|kernels|examples|scripts)\/[\w./-]+$/.test(word) &&
      // Examples of a rule, and what an installation makes.
      !/^(?:src|test)\/a\/|\/\.venv/.test(word),
  )
}

/** The functions that `src/index.ts` passes on from the folder of indicators. */
function exportedIndicators(): string[] {
  const lines = [...read('src/index.ts').matchAll(/export \{([^}]*)\} from '\.\/indicators\/[^']+'/g)]
  const names = lines.flatMap(([, list = '']) => list.split(',').map((name) => name.trim()))
  // Types and constants begin with a capital; what describes the arguments of others is no indicator.
  return names.filter((name) => /^[a-z]/.test(name) && !name.startsWith('type ') && !HELPERS.has(name))
}
const HELPERS = new Set(['firstBorder', 'requireWindow', 'wilderAlpha'])

describe('the docs', () => {
  test.each(pages)('%s names files that are there', (page) => {
    expect(pathsIn(read(page)).filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('the signatures of indicators are those of the code (node scripts/list-signatures.mjs prints them)', () => {
    const signatures = execFileSync(process.execPath, [join(root, 'scripts/list-signatures.mjs')], { encoding: 'utf8' })
    expect(read('docs/indicators.md')).toContain(`\`\`\`ts\n${signatures}\`\`\`\n`)
    expect(signatures).not.toContain('no function')
  })

  test('have every indicator of the package', () => {
    const documented = read('docs/indicators.md')
    const names = exportedIndicators()
    expect(names.length).toBeGreaterThan(30)
    expect(names.filter((name) => !documented.includes(`\`${name}`))).toEqual([])
  })

  test('list every command once, in the README', () => {
    const table = [...read('README.md').matchAll(/^\| (`[a-z][^|]*) \|/gm)].map(([, cell = '']) => cell)
    const listed = table.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)[^`]*`/g)].map(([, name = '']) => name))
    expect(listed.toSorted()).toEqual(commands.map(({ name }) => name).toSorted())
  })
})
