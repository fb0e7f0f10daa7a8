import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import type { CatalogEntry } from '../../src/definitions/catalog.js'
import type { Definition } from '../../src/definitions/definition.js'
import { featureCatalog } from '../../src/features/catalog.js'
import { targetCatalog } from '../../src/targets/catalog.js'
import { randomCandles } from '../support/random-candles.js'
import { expectSameFrame } from '../support/same-bits.js'
import { writeUserFiles } from '../support/user-files.js'

const ROWS = 16_000
const features = [...(await featureCatalog()).values()]
const targets = [...(await targetCatalog()).values()]

/** A file of the package's catalog as a user copies it: under another name, importing the package alone. */
function copyOf({ file }: CatalogEntry<Definition>, ids: readonly string[]): string {
  const text = readFileSync(file, 'utf8').replaceAll(/from '(\.\.\/)+[^']+'/g, "from 'followupward'")
  return ids.reduce((copy, id) => copy.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), `My${id}`), text)
}

function copiesOf(folder: string, entries: readonly CatalogEntry<Definition>[]): [string, string][] {
  const ids = entries.map(({ value }) => value.id)
  return entries.map((entry) => [`${folder}/My${basename(entry.file)}`, copyOf(entry, ids)])
}

test("every feature set and target of the package can be copied into a workspace and has the package's bits there", async () => {
  const workspace = await writeUserFiles(
    Object.fromEntries([...copiesOf('features', features), ...copiesOf('targets', targets)]),
  )
  const copies = new Map<string, CatalogEntry<Definition>>([
    ...(await featureCatalog({ workspace })),
    ...(await targetCatalog({ workspace })),
  ])
  const candles = randomCandles(28_180_007, ROWS, 7)
  for (const { value } of [...features, ...targets]) {
    const copy = copies.get(`My${value.id}`)?.value
    expect([value.id, copy?.history]).toEqual([value.id, value.history])
    if (copy) expectSameFrame(copy.compute(candles), value.compute(candles))
  }
})
