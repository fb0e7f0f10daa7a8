import { selectedThresholds, type ClassifierDescription } from '../../classifier/description.js'
import type { SavedClassifier, SavedClassifiers } from './api.js'
import { readStoredClassifiers, describeParts } from '../../classifier/read-stored-classifiers.js'

/** What classifiers a workspace has; one that cannot be read is told of and does not hide the others. */
export async function listSavedClassifiers(classifierFolder: string): Promise<SavedClassifiers> {
  const classifiers: SavedClassifier[] = []
  const errors: string[] = []
  for (const { name, description, error } of await readStoredClassifiers(classifierFolder)) {
    if (description) classifiers.push(summaryOf(name, description))
    else errors.push(error ?? `${name}: there is no classifier in this folder`)
  }
  return { classifiers, errors }
}

function summaryOf(name: string, description: ClassifierDescription): SavedClassifier {
  const cell = selectedThresholds(description)
  return {
    name,
    ...describeParts(description),
    epochs: description.history.length,
    bestEpoch: description.selection.epoch,
    gain: cell?.gain ?? null,
    count: cell?.count ?? null,
  }
}
