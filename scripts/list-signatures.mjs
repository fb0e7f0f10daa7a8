// Lists the signatures of the indicators that docs/indicators.md names, and the options that they take, as its reference shows them:
// `node scripts/list-signatures.mjs`. A test compares both.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

export function listSignatures() {
  const folder = join(root, 'src/indicators')
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('-wasm.ts'))
  const source = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
  const functions = new Map(
    [...source.matchAll(/^export function (\w+)\(([^]*?)\): ([^\n]*) \{$/gm)].map(([, name, parameters, result]) => [
      name,
      `${name}(${oneLine(parameters).replace(/,$/, '')}): ${result}`,
    ]),
  )
  const lines = namesInDocs().map((name) => functions.get(name) ?? `${name}: no function`)
  const types = [...interfacesIn(source), ...aliasesIn(source)].sort(([a], [b]) => (a < b ? -1 : 1))
  const direct = types.filter(([name]) => named(lines, name)).map(([, text]) => text)
  const shown = types.filter(([name]) => named([...lines, ...direct], name)).map(([, text]) => text)
  return [...lines, '', ...shown].join('\n')
}

const interfacesIn = (source) =>
  [...source.matchAll(/^(?:export )?interface (\w+)((?: extends [^{]+)?) \{([^]*?)^\}$/gm)].map(
    ([, name, bases, body]) => [name, `interface ${name}${bases} { ${fieldsIn(body)} }`],
  )

const aliasesIn = (source) =>
  [...source.matchAll(/^(?:export )?type (\w+) =([^]*?)(?=\n\n|\n\/\*\*|\nexport |\nfunction |\nconst )/gm)].map(
    ([, name, body]) => [name, `type ${name} = ${oneLine(body).replaceAll('readonly ', '')}`],
  )

/** The functions in the first column of the reference's tables. */
function namesInDocs() {
  const docs = readFileSync(join(root, 'docs/indicators.md'), 'utf8')
  return [...docs.matchAll(/^\| ((?:`\w+` ?)+)\|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  )
}

function fieldsIn(body) {
  const code = body.replaceAll(/\/\*\*[^]*?\*\//g, '').replaceAll(/\breadonly (?=\w+\??:)/g, '')
  return code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('; ')
}

const named = (texts, name) => texts.some((text) => new RegExp(`\\b${name}\\b`).test(text))

const oneLine = (text) => text.replaceAll(/\s+/g, ' ').trim()

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(listSignatures())
