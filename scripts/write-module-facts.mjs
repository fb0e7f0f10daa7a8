import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const CATALOGS = ['features/catalog', 'targets/catalog', 'datasets/events', 'nets/catalog', 'classifier/metrics']

/** Parses the modules that definitions can reach, once, so that hashing them needs no compiler afterwards. */
export async function writeModuleFacts(dist) {
  const load = (module) => import(pathToFileURL(join(dist, 'definitions', module)).href)
  const { definitionHash } = await load('definition-hash.js')
  const { builtFactsText } = await load('module-facts.js')
  const modules = CATALOGS.flatMap((folder) =>
    readdirSync(join(dist, folder)).flatMap((name) => (name.endsWith('.js') ? [join(dist, folder, name)] : [])),
  )
  for (const file of [join(dist, 'index.js'), ...modules]) await definitionHash(file)
  writeFileSync(join(dist, 'definitions', 'module-facts.json'), await builtFactsText())
}
