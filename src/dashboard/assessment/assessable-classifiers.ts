import type { ClassifierDescription } from '../../classifier/description.js'
import { messageOf } from '../../core/errors.js'
import { intersect } from '../../core/time.js'
import type { AssessableClassifier, AssessableClassifiers, AssessedSet } from './api.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { WorkspaceFolder } from '../../workspace/context.js'
import { readStoredClassifiers, describeParts } from '../../classifier/read-stored-classifiers.js'

/** What can be assessed in a workspace; one that cannot be read says why. */
export async function listAssessableClassifiers(workspace: WorkspaceFolder): Promise<AssessableClassifiers> {
  const store = openCandleStore(workspace.dataFolder)
  const classifiers: AssessableClassifier[] = []
  for (const { name, description, error } of await readStoredClassifiers(workspace.classifierFolder)) {
    if (error !== undefined) classifiers.push(unreadable(name, error))
    if (!description) continue
    const summary = summaryOf(name, description, store)
    classifiers.push(await summary.catch((error: unknown) => unreadable(name, messageOf(error))))
  }
  return { classifiers }
}

function unreadable(name: string, error: string): AssessableClassifier {
  return { name, features: '', target: '', net: '', bases: [], sets: [], error }
}

async function summaryOf(
  name: string,
  description: ClassifierDescription,
  store: CandleStore,
): Promise<AssessableClassifier> {
  return {
    name,
    ...describeParts(description),
    sets: await setsOf(description, store),
    error: null,
  }
}

/** The sets with ranges: those with candles first, and of these validation, since a test set is opened on purpose only. */
async function setsOf({ sets, bases }: ClassifierDescription, store: CandleStore): Promise<AssessedSet[]> {
  const stored = await Promise.all(bases.map(({ market }) => store.range(market)))
  const isStored = (set: AssessedSet): boolean =>
    sets[set].some((range) => stored.some((one) => one && intersect(range, one)))
  const known = (['validation', 'test', 'training'] as const).filter((set) => sets[set].length > 0)
  return [...known.filter(isStored), ...known.filter((set) => !isStored(set))]
}
