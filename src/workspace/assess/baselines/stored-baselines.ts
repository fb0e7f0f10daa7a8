import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { PositiveControl } from '../../../assessment/baselines/positive-control.js'
import {
  findClassifier,
  loadClassifier,
  saveClassifier,
  type Classifier,
} from '../../../classifier/classifier-files.js'
import type { ClassifierDescription } from '../../../classifier/description.js'
import { UserError, systemCodeOf } from '../../../core/errors.js'
import { sha256 } from '../../../core/hash.js'
import { writeAtomically } from '../../../store/files/staged-file.js'
import { describeFills } from '../../train/describe-training.js'
import type { TrainingPlan } from '../../train/plan-training.js'

/** Raised where baselines of the same rows come out otherwise than before. */
const VERSION = 1

/** What was trained for the rows of a classifier; null where they allow none. */
export interface StoredBaselines {
  readonly logistic: Classifier
  readonly control: PositiveControl | null
}

const controlSchema = z
  .strictObject({
    base: z.string(),
    trainingRows: z.number(),
    validationRows: z.number(),
    gain: z.number(),
    ceiling: z.number(),
    share: z.number().nullable(),
    isPassed: z.boolean().nullable(),
  })
  .nullable()

/**
 * Names what a baseline is made from: the rows of a classifier, its candles and definitions as they are now, and the fee that chooses
 * thresholds. Classifiers that differ in their nets alone share one.
 */
export function baselineKey(description: ClassifierDescription, plan: TrainingPlan, fee: number): string {
  const { request, features, target, events, sets, reach } = plan
  const parts = [
    VERSION,
    [features.value.id, features.sourceHash, target.value.id, target.sourceHash, events?.sourceHash ?? null],
    description.bases.map(({ name, market, candles }) => [name, market, candles.hash]),
    [sets.training, sets.validation, sets.test, reach.embargo],
    [request.scaler, request.sampling, request.select, request.flatMinutes ?? null],
    describeFills(request) ?? 'close',
    fee,
  ]
  return sha256(JSON.stringify(parts)).slice(0, 24)
}

/** Folder of the regression of a key. */
export function logisticFolder(dataFolder: string, key: string): string {
  return join(dataFolder, 'baselines', key, 'logistic')
}

function controlFile(dataFolder: string, key: string): string {
  return join(dataFolder, 'baselines', key, 'control.json')
}

/** What is stored under a key; undefined where something is missing or damaged, so that it is made again. */
export async function readBaselines(dataFolder: string, key: string): Promise<StoredBaselines | undefined> {
  const folder = logisticFolder(dataFolder, key)
  try {
    if (!(await findClassifier(folder))) return undefined
    const control = controlSchema.safeParse(JSON.parse(await readFile(controlFile(dataFolder, key), 'utf8')))
    return control.success ? { logistic: await loadClassifier(folder), control: control.data } : undefined
  } catch (error) {
    if (error instanceof UserError || error instanceof SyntaxError || systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

export async function writeBaselines(
  dataFolder: string,
  key: string,
  { logistic, control }: StoredBaselines,
): Promise<void> {
  const file = controlFile(dataFolder, key)
  await mkdir(dirname(file), { recursive: true })
  await saveClassifier(logisticFolder(dataFolder, key), logistic)
  await writeAtomically(file, [Buffer.from(`${JSON.stringify(control, undefined, 2)}\n`)])
}
