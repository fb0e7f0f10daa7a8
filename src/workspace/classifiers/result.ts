import { selectedThresholds, type ClassifierDescription } from '../../classifier/description.js'
import { describeParts } from '../../classifier/read-stored-classifiers.js'

/** A classifier of the workspace by its name. */
export interface NamedClassifier {
  readonly name: string
  readonly folder: string
}

export interface ClassifierDetails extends NamedClassifier {
  readonly description: ClassifierDescription
}

/** A classifier, or why it cannot be read. */
export type ClassifierListEntry = ClassifierDetails | (NamedClassifier & { readonly error: string })

export interface ClassifierList {
  readonly classifiers: readonly ClassifierListEntry[]
}

/** A classifier that has another name now. */
export interface ClassifierRename extends NamedClassifier {
  readonly formerName: string
}

export function listClassifiersJson({ classifiers }: ClassifierList): unknown {
  return { classifiers: classifiers.map((one) => ('error' in one ? one : summaryJson(one))) }
}

function summaryJson({ name, folder, description }: ClassifierDetails): unknown {
  const { events, origin, history, selection } = description
  const thresholds = selectedThresholds(description)
  return {
    name,
    folder,
    ...describeParts(description),
    ...(events && { events: events.id }),
    ...(origin && { origin: origin.kind }),
    epochs: history.length,
    keptEpoch: selection.epoch,
    gain: thresholds?.gain ?? null,
    count: thresholds?.count ?? null,
    buyThreshold: thresholds?.buyThreshold ?? null,
    sellThreshold: thresholds?.sellThreshold ?? null,
  }
}

export function describeClassifierJson({ name, folder, description }: ClassifierDetails): unknown {
  return { name, folder, ...description }
}

export function namedClassifierJson(classifier: NamedClassifier | ClassifierRename): unknown {
  return classifier
}
