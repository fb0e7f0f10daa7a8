// `npm run bench -- NAME … [--OPTION[=VALUE] …]`: runs benches and prints one JSON document on stdout; progress goes to stderr.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { peerVersions } from './lib/peers.mjs'
import { processorName } from './lib/processor.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const available = readdirSync(here)
  .filter((name) => name.endsWith('.bench.mjs'))
  .map((name) => name.replace('.bench.mjs', ''))
  .sort()

const given = process.argv.slice(2)
const asked = given.filter((word) => !word.startsWith('--'))
const options = Object.fromEntries(
  given
    .filter((word) => word.startsWith('--'))
    .map((word) => {
      const [name, value = true] = word.slice(2).split('=')
      return [name, value]
    }),
)
const unknown = asked.filter((name) => !available.includes(name))
if (unknown.length > 0) {
  console.error(`error: no bench is called ${unknown.join(', ')}; there are ${available.join(', ')}`)
  process.exit(2)
}

if (!existsSync(join(here, '../dist/index.js'))) {
  execFileSync('npm', ['run', 'build'], { cwd: join(here, '..'), stdio: ['ignore', 2, 2] })
}
const { version } = JSON.parse(readFileSync(join(here, '../package.json'), 'utf8'))
const documents = []
for (const name of asked.length > 0 ? asked : available) {
  console.error(`bench ${name}`)
  const { rows } = await import(pathToFileURL(join(here, `${name}.bench.mjs`)).href)
  documents.push({
    bench: name,
    date: new Date().toISOString(),
    machine: { cpu: processorName(), cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    versions: { followupward: version, node: process.versions.node, ...peerVersions() },
    rows: await rows((line) => console.error(`  ${line}`), options),
  })
}
console.log(JSON.stringify(documents.length === 1 ? documents[0] : documents, undefined, 2))
