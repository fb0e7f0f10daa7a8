import { sha256Hex, type Classifier } from '../../classifier/classifier-files.js'
import { entryOf } from '../../definitions/catalog.js'
import { definitionHash } from '../../definitions/definition-hash.js'
import { sha256 } from '../../core/hash.js'
import { eventCatalog } from '../../datasets/event-catalog.js'
import type { SetType } from '../../datasets/split-sets.js'
import { featureCatalog } from '../../features/catalog.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { openQuoteStore } from '../../store/quotes/open-quote-store.js'
import { openNeededCandles } from '../../store/derived/needed-candles.js'
import { targetCatalog } from '../../targets/catalog.js'
import type { WorkspaceFolder } from '../../workspace/context.js'

/** One hash over a classifier's description and its model. */
export function hashClassifier({ description, model }: Classifier): string {
  return sha256(JSON.stringify(description), sha256Hex(model))
}

/**
 * One hash over all that the figures of a set are made of: classifier, fee, fills, exits, sources of its definitions, and the candles and quotes of its
 * bases with those that its features need. Equal hashes mean equal figures.
 */
export async function hashScoredSet(workspace: WorkspaceFolder, classifier: Classifier, set: SetType): Promise<string> {
  const { directory, config, dataFolder } = workspace
  const { description } = classifier
  const features = entryOf(
    await featureCatalog({ workspace: directory, id: description.features.id }),
    'feature set',
    description.features.id,
  )
  const sources = [
    await definitionHash(features.file),
    await targetHash(directory, description.target.id),
    ...(description.events ? [await eventHash(directory, description.events.id)] : []),
  ]
  const store = openCandleStore(dataFolder)
  const quoteStore = openQuoteStore(dataFolder)
  const quotes: string[] = []
  const days: string[] = []
  for (const { market } of description.bases) {
    const range = await store.range(market)
    if (!range) continue
    quotes.push(...(await quoteStore.identities(market)))
    const needed = openNeededCandles(store, { definition: features.value, market })
    for (const [day, hash] of await needed.dayHashes(range)) days.push(String(day), hash)
  }
  return sha256(
    hashClassifier(classifier),
    set,
    JSON.stringify([config.fees, config.gaps, config.selection, config.trading.exits, quotes]),
    ...sources,
    ...days,
  )
}

async function targetHash(workspace: string, id: string): Promise<string> {
  return definitionHash(entryOf(await targetCatalog({ workspace, id }), 'target', id).file)
}

async function eventHash(workspace: string, id: string): Promise<string> {
  return definitionHash(entryOf(await eventCatalog({ workspace, id }), 'event sampler', id).file)
}
