import { join } from 'node:path'
import { selectedThresholds, type ClassifierDescription } from '../../classifier/description.js'
import { loadClassifier, type Classifier } from '../../classifier/classifier-files.js'
import type { MarketClassifier } from './api.js'
import { NotFoundError } from '../http/errors.js'
import { listArtefacts } from '../../store/files/artefact-folder.js'
import type { WorkspaceFolder } from '../../workspace/context.js'
import { readStoredClassifiers } from '../../classifier/read-stored-classifiers.js'

/** Every saved classifier; a damaged one says so. */
export async function listMarketClassifiers({
  classifierFolder,
  config,
}: WorkspaceFolder): Promise<MarketClassifier[]> {
  const list = await readStoredClassifiers(classifierFolder)
  return list.flatMap(({ name: id, description, error }) => {
    if (error !== undefined) return { id, bases: [], thresholds: config.thresholds, error }
    if (!description) return []
    const bases = description.bases.map(({ name }) => name)
    return { id, bases, thresholds: thresholdsOf(description, config.thresholds), error: null }
  })
}

/** Throws NotFoundError where it is not there, or not any more. */
export async function findClassifier({ classifierFolder }: WorkspaceFolder, id: string): Promise<Classifier> {
  const all = await listArtefacts(classifierFolder)
  if (all.includes(id)) return loadClassifier(join(classifierFolder, id))
  const others = all.length > 0 ? `there are ${all.join(', ')}` : 'there is none; train one'
  throw new NotFoundError(`classifier ${id} does not exist, or does not exist any more; ${others}`)
}

interface Thresholds {
  readonly buy: number
  readonly sell: number
}

/** What the validation set chose, else what the configuration says. */
export function thresholdsOf(description: ClassifierDescription, otherwise: Thresholds): Thresholds {
  const cell = selectedThresholds(description)
  return cell ? { buy: cell.buyThreshold, sell: cell.sellThreshold } : otherwise
}
