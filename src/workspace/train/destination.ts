import { access, constants, readdir, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { findClassifier } from '../../classifier/classifier-files.js'
import type { ClassifierDescription } from '../../classifier/description.js'
import { DEFAULT_LEARNING } from '../../config/training-fields.js'
import { UserError, messageOf, systemCodeOf } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { withWriterLock } from '../../store/files/writer-lock.js'
import { describeFills } from './describe-training.js'
import type { TrainingPlan } from './plan-training.js'

/**
 * What is known of the classifier that this training would replace, if there is one. Throws UserError where it was made by
 * other settings and may not be overwritten, and where the folder holds something else, which is never overwritten.
 */
export async function classifierToReplace(plan: TrainingPlan): Promise<ClassifierDescription | undefined> {
  const { folder } = plan
  const { overwrite } = plan.request
  await requireWritable(dirname(folder))
  await refuseForeignFolder(folder)
  const existing = await existingClassifier(folder, overwrite)
  if (!existing || overwrite) return undefined
  const difference = differenceOf(existing, plan)
  if (difference === undefined) return existing
  throw new RequestError(
    `${folder} holds a classifier made with ${difference}; choose another {name}, or replace it with {overwrite}`,
  )
}

/**
 * Runs the training of a classifier's folder as the only one: of two each would replace the other's checkpoints, and the
 * classifier that is ready first. Throws UserError where another process is at it; one that was killed does not count.
 */
export async function withTrainingLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const locks = join(dirname(folder), `.${basename(folder)}.writer`)
  try {
    return await withWriterLock(locks, `classifier ${basename(folder)}`, work)
  } finally {
    // Of another's training it stays.
    await rmdir(locks).catch(() => {})
  }
}

/** Throws UserError where no classifier can be saved in that folder, or one is there and may not be overwritten. */
export async function requireFreeDestination(folder: string, overwrite: boolean): Promise<void> {
  await requireWritable(dirname(folder))
  await refuseForeignFolder(folder)
  if (overwrite || !(await existingClassifier(folder, overwrite))) return
  throw new RequestError(`${folder} holds a classifier already; choose another {name}, or replace it with {overwrite}`)
}

async function existingClassifier(folder: string, overwrite: boolean): Promise<ClassifierDescription | undefined> {
  try {
    return await findClassifier(folder)
  } catch (error) {
    if (overwrite && error instanceof UserError) return undefined
    throw error instanceof UserError ? new RequestError(`${messageOf(error)}, or replace it with {overwrite}`) : error
  }
}

async function refuseForeignFolder(folder: string): Promise<void> {
  const names = await namesIn(folder)
  if (names.length === 0 || names.includes('classifier.json')) return
  throw new RequestError(`${folder} is there already and is no classifier; choose another {name} or {out}`)
}

/** Looks at what there is of the path; it is better to know now than after an hour of training. */
async function requireWritable(parent: string): Promise<void> {
  try {
    await access(parent, constants.W_OK)
    if (!(await stat(parent)).isDirectory()) throw new Error(`${parent} is a file`)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' && dirname(parent) !== parent) return requireWritable(dirname(parent))
    throw new RequestError(`no classifier can be saved in ${parent}: ${messageOf(error)}; choose another {out}`)
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return []
    if (systemCodeOf(error) === 'ENOTDIR') return [folder]
    throw error
  }
}

/** What is chosen where no event sampler is named. */
const EVERY_MINUTE = 'EveryMinute'

/** Name, of the classifier that is there, of the one that was asked for. */
type SettingPair = readonly [string, unknown, unknown]

/** The first setting in which they differ, as text with the classifier's own value. */
function differenceOf(existing: ClassifierDescription, plan: TrainingPlan): string | undefined {
  const { request, params, reach, bases, sets } = plan
  const pairs: readonly SettingPair[] = [
    ['net', existing.net.id, request.net],
    ...settingPairs(existing.net.params, params),
    ['features', existing.features.id, request.features],
    ['target', existing.target.id, request.target],
    ['events', existing.events?.id ?? EVERY_MINUTE, request.events ?? EVERY_MINUTE],
    ['base', existing.bases.map(({ name, market }) => [name, market]), bases.map(({ name, market }) => [name, market])],
    ['sets', existing.sets, sets],
    ['scaler', existing.scaler, request.scaler],
    ['embargo', existing.embargo, reach.embargo],
    ['flatMinutes', existing.training.flatMinutes, request.flatMinutes],
    ['seed', existing.training.seed, request.seed],
    ['batch size', existing.training.batchSize, request.batchSize],
    ['epochs', existing.training.epochs, request.epochs],
    ['patience', existing.training.patience, request.patience],
    ['sampling', existing.training.sampling ?? 'balanced', request.sampling],
    ['select', existing.selection.rule ?? 'seed', request.select],
    ['fills', existing.selection.fills ?? 'close', describeFills(request) ?? 'close'],
    ...settingPairs(existing.training.learning ?? DEFAULT_LEARNING, plan.learning),
    ['monitor', existing.training.best ?? 'gain', plan.monitor.name],
    ['device', existing.training.device ?? 'cpu', request.device],
  ]
  const found = pairs.find(([, theirs, ours]) => JSON.stringify(theirs) !== JSON.stringify(ours))
  if (!found) return undefined
  const [name, theirs] = found
  if (theirs === undefined) return `no ${name}`
  const short = name === 'base' ? existing.bases.map((base) => base.name) : theirs
  return name === 'sets' ? 'other sets' : `${name} ${typeof short === 'string' ? short : JSON.stringify(short)}`
}

/** One pair for each name that either has, in the order of the names. */
function settingPairs(theirs: object, ours: object): SettingPair[] {
  const existing = new Map<string, unknown>(Object.entries(theirs))
  const asked = new Map<string, unknown>(Object.entries(ours))
  return [...new Set([...existing.keys(), ...asked.keys()])]
    .sort()
    .map((name) => [name, existing.get(name), asked.get(name)])
}
