import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { eventCatalog } from '../../src/datasets/event-catalog.js'
import { featureCatalog } from '../../src/features/catalog.js'
import { netCatalog } from '../../src/nets/catalog.js'
import { metricCatalog } from '../../src/classifier/metric-catalog.js'
import { targetCatalog } from '../../src/targets/catalog.js'
import { writeUserFiles } from '../support/user-files.js'

const docs = new URL('../../docs/', import.meta.url)

/** Files of definitions that the docs show in full, by their place in a workspace. */
function documented(): Map<string, string> {
  const pages = readdirSync(docs).filter((name) => name.endsWith('.md'))
  const blocks = pages.flatMap((name) => [...readFileSync(new URL(name, docs), 'utf8').matchAll(/```ts\n(.*?)```/gs)])
  const files = blocks.flatMap(([, text = '']) => {
    const [, id] = /\bid(?:: | = )'(\w+)'/.exec(text) ?? []
    return text.includes('export default') ? [[`${folderOf(text)}/${id}.ts`, text] as const] : []
  })
  return new Map(files)
}

function folderOf(text: string): string {
  const folders = {
    features: /defineFeatureSet/,
    targets: /Target\(/,
    events: /Events\(|EventSampler/,
    nets: /defineNet/,
  }
  return Object.entries(folders).find(([, pattern]) => pattern.test(text))?.[0] ?? 'metrics'
}

describe('the definitions in the docs', () => {
  test('can be used as they stand there', async () => {
    const files = documented()
    const workspace = await writeUserFiles(Object.fromEntries(files))
    const catalogs = await Promise.all(
      [featureCatalog, targetCatalog, eventCatalog, netCatalog, metricCatalog].map((load) => load({ workspace })),
    )
    const own = catalogs.flatMap((catalog) => [...catalog.values()].filter((entry) => entry.userDefined))
    expect(own.map(({ value }) => value.id).sort()).toEqual(
      [...files.keys()].map((file) => file.replace(/^.*\/|\.ts$/g, '')).sort(),
    )
    expect(own.length).toBeGreaterThan(5)
  })
})
