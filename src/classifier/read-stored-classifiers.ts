import { join } from 'node:path'
import { findClassifier } from './classifier-files.js'
import type { ClassifierDescription } from './description.js'
import { messageOf } from '../core/errors.js'
import { listArtefacts } from '../store/files/artefact-folder.js'

/** A folder among the classifiers. */
export interface StoredClassifier {
  readonly name: string
  /** Undefined where there is none, such as beside the checkpoint of a first training, or where it cannot be read. */
  readonly description: ClassifierDescription | undefined
  /** Why it cannot be read. */
  readonly error: string | undefined
}

/** What lies in a folder of classifiers, by name; one that cannot be read does not hide the others. */
export async function readStoredClassifiers(folder: string): Promise<StoredClassifier[]> {
  const listed: StoredClassifier[] = []
  for (const name of await listArtefacts(folder)) {
    try {
      listed.push({ name, description: await findClassifier(join(folder, name)), error: undefined })
    } catch (error) {
      listed.push({ name, description: undefined, error: messageOf(error) })
    }
  }
  return listed
}

/** What a classifier is made of, by names. */
export function describeParts({ features, target, net, bases }: ClassifierDescription): {
  readonly features: string
  readonly target: string
  readonly net: string
  readonly bases: string[]
} {
  return { features: features.id, target: target.id, net: net.id, bases: bases.map(({ name }) => name) }
}
