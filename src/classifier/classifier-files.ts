import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { UserError, messageOf, systemCodeOf } from '../core/errors.js'
import type { Scaler } from '../datasets/scaler.js'
import type { TrainingState } from '../nets/training/trainer.js'
import { listArtefacts, readArtefact, writeArtefact } from '../store/files/artefact-folder.js'
import {
  CLASSIFIER_FORMAT,
  FORMAT_VERSION,
  descriptionSchema,
  type ClassifierDescription,
  type ClassifierFile,
} from './description.js'
import { decodeTrainingState, encodeTrainingState } from './training-state.js'

const DESCRIPTION_FILE = 'classifier.json'
const MODEL_FILE = 'model.onnx'
const STATE_FILE = 'training-state.arrow'

/** A trained net with all that is needed to use it. */
export interface Classifier {
  readonly description: ClassifierDescription
  /** ONNX: inputs features [n, inputs], center and scale [inputs]; output scores [n, classes]. */
  readonly model: Uint8Array
}

/**
 * Saves a classifier as a folder in one step, replacing what is there. Equal classifiers give equal bytes. Without a state it
 * cannot be trained on.
 */
export async function saveClassifier(folder: string, classifier: Classifier, state?: TrainingState): Promise<void> {
  const stateBytes = state && encodeTrainingState(state)
  const file: ClassifierFile = {
    format: CLASSIFIER_FORMAT,
    formatVersion: FORMAT_VERSION,
    ...classifier.description,
    files: { [MODEL_FILE]: sha256Hex(classifier.model), ...(stateBytes && { [STATE_FILE]: sha256Hex(stateBytes) }) },
  }
  const unhashed = descriptionSchema.parse(file)
  const hashed = { ...unhashed, files: { ...unhashed.files, [DESCRIPTION_FILE]: hashOfDescription(unhashed) } }
  const text = `${JSON.stringify(hashed, undefined, 2)}\n`
  const files = new Map([
    [DESCRIPTION_FILE, Buffer.from(text)],
    [MODEL_FILE, classifier.model],
  ])
  if (stateBytes) files.set(STATE_FILE, stateBytes)
  await writeArtefact(folder, files)
}

/** Loads a saved classifier. Throws UserError where there is none, or where a file was cut short or changed. */
export async function loadClassifier(folder: string): Promise<Classifier> {
  const { files, format: _format, formatVersion: _version, ...description } = await readDescription(folder)
  return { description, model: await readChecked(folder, MODEL_FILE, files[MODEL_FILE]) }
}

/** What is needed to train a saved classifier on. Throws like `loadClassifier`. */
export async function loadTrainingState(folder: string): Promise<TrainingState> {
  const { files } = await readDescription(folder)
  const expected = files[STATE_FILE]
  if (expected === undefined)
    throw new UserError(`the classifier in ${folder} was trained by another program: it cannot be trained on here`)
  const state = decodeTrainingState(await readChecked(folder, STATE_FILE, expected))
  if (!state) throw damagedError(folder, STATE_FILE, 'it does not hold weights')
  return state
}

/** What a saved classifier is; undefined where the folder has none. */
export async function findClassifier(folder: string): Promise<ClassifierDescription | undefined> {
  if (!(await readFileOf(folder, DESCRIPTION_FILE))) return undefined
  const { files: _files, format: _format, formatVersion: _version, ...description } = await readDescription(folder)
  return description
}

/** The scaler of a base. Throws UserError naming the bases there are: without its scaler no base is scored. */
export function scalerOf(description: ClassifierDescription, base: string): Scaler {
  const found = description.bases.find(({ name }) => name === base)
  if (found) return { center: Float32Array.from(found.center), scale: Float32Array.from(found.scale) }
  const known = description.bases.map(({ name }) => name).join(', ')
  throw new UserError(
    `this classifier has no scaler for base ${base}; it was trained on ${known}. Train one with ${base}`,
  )
}

async function readDescription(folder: string): Promise<ClassifierFile> {
  const bytes = await readFileOf(folder, DESCRIPTION_FILE)
  if (!bytes) throw await noClassifierError(folder)
  const raw = parseJson(folder, bytes)
  requireFormat(folder, raw)
  const parsed = descriptionSchema.safeParse(raw)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw damagedError(
      folder,
      DESCRIPTION_FILE,
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a classifier'}`,
    )
  }
  requireConsistent(folder, parsed.data)
  requireUnchanged(folder, parsed.data)
  return parsed.data
}

async function noClassifierError(folder: string): Promise<UserError> {
  const others = await listArtefacts(dirname(folder))
  const there = others.length > 0 ? `beside it there are ${others.join(', ')}` : 'nor any beside it'
  return new UserError(`no classifier in ${folder}, ${there}; make one with`, { remedy: 'train' })
}

function parseJson(folder: string, bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return value
  } catch {
    throw damagedError(folder, DESCRIPTION_FILE, 'it is not whole JSON')
  }
}

function requireFormat(folder: string, raw: unknown): void {
  const version = typeof raw === 'object' && raw && 'formatVersion' in raw ? raw.formatVersion : undefined
  if (typeof version !== 'number' || version === FORMAT_VERSION) return
  throw new UserError(
    `${folder}/${DESCRIPTION_FILE} has the format version ${version}, expected ${FORMAT_VERSION}; train the classifier again`,
  )
}

/** The hash of the description without the hash itself. */
function hashOfDescription({ files, ...description }: ClassifierFile): string {
  const { [DESCRIPTION_FILE]: _own, ...others } = files
  return sha256Hex(Buffer.from(JSON.stringify({ ...description, files: others })))
}

function requireUnchanged(folder: string, file: ClassifierFile): void {
  const expected = file.files[DESCRIPTION_FILE]
  if (expected === undefined || expected === hashOfDescription(file)) return
  throw damagedError(folder, DESCRIPTION_FILE, 'it was changed: its hash is not the one in it')
}

function requireConsistent(folder: string, file: ClassifierFile): void {
  const inputs = file.features.columns.length
  for (const { name, center, scale } of file.bases) {
    if (center.length === inputs && scale.length === inputs) continue
    throw damagedError(folder, DESCRIPTION_FILE, `the scaler of ${name} does not have ${inputs} values`)
  }
  if (file.classCounts.length !== file.classes.length) {
    throw damagedError(folder, DESCRIPTION_FILE, `classCounts does not have ${file.classes.length} values`)
  }
}

async function readChecked(folder: string, name: string, expected: string): Promise<Uint8Array> {
  const bytes = await readFileOf(folder, name)
  if (!bytes) throw damagedError(folder, name, 'it is missing')
  if (sha256Hex(bytes) !== expected)
    throw damagedError(folder, name, `it was cut short or changed: its hash is not that of ${DESCRIPTION_FILE}`)
  return bytes
}

/** Throws UserError where the file is there but cannot be read: a folder, or one of somebody else. */
async function readFileOf(folder: string, name: string): Promise<Uint8Array | undefined> {
  try {
    return await readArtefact(folder, name)
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error
    throw damagedError(folder, name, `it cannot be read: ${messageOf(error)}`)
  }
}

function damagedError(folder: string, name: string, reason: string): UserError {
  return new UserError(`${folder}/${name} is damaged (${reason}); bring the folder back from a copy or train again`)
}

/** Plain SHA-256, so that `sha256sum` gives the same. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
