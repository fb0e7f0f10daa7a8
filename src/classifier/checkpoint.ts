import type { TrainingState } from '../nets/training/trainer.js'
import type { EpochReport } from './fit-options.js'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { RequestError } from '../core/request-error.js'
import { sha256Hex } from './classifier-files.js'
import { readArtefact, writeArtefact } from '../store/files/artefact-folder.js'
import { epochSchema } from './description.js'
import { decodeTrainingState, encodeTrainingState } from './training-state.js'

/** The best epoch so far: it would be kept if the fit ended now. */
export interface BestEpoch {
  readonly report: EpochReport
  readonly model: Uint8Array
  readonly state: TrainingState
}

/** All that a fit needs to go on as if it had never stopped. */
export interface Checkpoint {
  /** The epochs that are over. */
  readonly history: readonly EpochReport[]
  /** Undefined before the first epoch is over. */
  readonly best: BestEpoch | undefined
  readonly state: TrainingState
  /** How far the epoch after `history` has come; without it, it has not begun. */
  readonly partialEpoch?: { readonly step: number; readonly lossSum: number } | undefined
}

export interface CheckpointHooks {
  /** The checkpoint to resume; undefined: the fit begins anew. */
  readonly resume: Checkpoint | undefined
  /** Whether the last checkpoint is too long ago; called in the middle of an epoch. */
  readonly isDue: () => boolean
  /** Saves a checkpoint; called whenever one is due, and after every epoch. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>
}

const FORMAT = 'followupward-checkpoint-1'
const HEAD_FILE = 'checkpoint.json'
const STATE_FILE = 'training-state.arrow'
const BEST_MODEL_FILE = 'best-model.onnx'
const BEST_STATE_FILE = 'best-training-state.arrow'

/** What decides the result of a training, as text by name: a checkpoint belongs to the same settings only. */
export type TrainingFingerprint = Readonly<Record<string, string>>

const headSchema = z.strictObject({
  format: z.literal(FORMAT),
  settings: z.record(z.string(), z.string()),
  history: z.array(epochSchema),
  bestEpoch: z.int().nullable(),
  begun: z.strictObject({ step: z.int().min(1), lossSum: z.number() }).nullable(),
  /** SHA-256 of the other files. */
  files: z.record(z.string(), z.string()),
})
type Head = z.output<typeof headSchema>

/** Where the checkpoint of a classifier's training lies: hidden beside the classifier. */
export function checkpointFolder(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}.training`)
}

/** Replaces the checkpoint in one step: a kill at any moment leaves the old one or this one. */
export async function saveCheckpoint(
  folder: string,
  settings: TrainingFingerprint,
  { history, best, state, partialEpoch }: Checkpoint,
): Promise<void> {
  const files = new Map([[STATE_FILE, encodeTrainingState(state)]])
  if (best) files.set(BEST_MODEL_FILE, best.model).set(BEST_STATE_FILE, encodeTrainingState(best.state))
  const head: Head = {
    format: FORMAT,
    settings,
    history: [...history],
    bestEpoch: best?.report.epoch ?? null,
    begun: partialEpoch ?? null,
    files: Object.fromEntries([...files].map(([name, bytes]) => [name, sha256Hex(bytes)])),
  }
  await writeArtefact(folder, new Map([[HEAD_FILE, Buffer.from(JSON.stringify(head))], ...files]))
}

/** Epochs that the checkpoint has behind it; undefined where there is none that can be read. */
export async function readCheckpointEpochs(folder: string): Promise<number | undefined> {
  return readHead(folder).then(
    (head) => head?.history.length,
    () => undefined,
  )
}

/**
 * The checkpoint; undefined where there is none. Throws UserError where it belongs to other settings, naming the first that
 * differs, and where its files were cut short or changed.
 */
export async function loadCheckpoint(folder: string, settings: TrainingFingerprint): Promise<Checkpoint | undefined> {
  const head = await readHead(folder)
  if (!head) return undefined
  requireSameSettings(folder, head.settings, settings)
  const { history, begun } = head
  return {
    history,
    best: await readBest(folder, head),
    state: await readState(folder, STATE_FILE, head),
    partialEpoch: begun ?? undefined,
  }
}

async function readHead(folder: string): Promise<Head | undefined> {
  const bytes = await readArtefact(folder, HEAD_FILE)
  if (!bytes) return undefined
  const parsed = headSchema.safeParse(jsonOf(bytes))
  if (parsed.success) return parsed.data
  throw damagedError(folder, HEAD_FILE)
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return value
  } catch {
    return undefined
  }
}

function requireSameSettings(folder: string, before: TrainingFingerprint, now: TrainingFingerprint): void {
  const names = new Set([...Object.keys(before), ...Object.keys(now)])
  const name = [...names].find((one) => before[one] !== now[one])
  if (name === undefined) return
  const both = `${before[name] ?? 'none'}, now ${now[name] ?? 'none'}`
  const change = both.length > 160 ? 'other than now' : both
  throw new RequestError(
    `the checkpoint in ${folder} was made with other settings: ${name} was ${change}; train with those, or without {resume} to begin anew`,
  )
}

async function readBest(folder: string, head: Head): Promise<BestEpoch | undefined> {
  if (head.bestEpoch === null) return undefined
  const report = head.history.find(({ epoch }) => epoch === head.bestEpoch)
  if (!report) throw damagedError(folder, HEAD_FILE)
  return {
    report,
    model: await readChecked(folder, BEST_MODEL_FILE, head),
    state: await readState(folder, BEST_STATE_FILE, head),
  }
}

async function readState(folder: string, name: string, head: Head): Promise<TrainingState> {
  const state = decodeTrainingState(await readChecked(folder, name, head))
  if (!state) throw damagedError(folder, name)
  return state
}

async function readChecked(folder: string, name: string, { files }: Head): Promise<Uint8Array> {
  const bytes = await readArtefact(folder, name)
  if (!bytes || sha256Hex(bytes) !== files[name]) throw damagedError(folder, name)
  return bytes
}

function damagedError(folder: string, name: string): RequestError {
  return new RequestError(
    `${join(folder, name)} is damaged: it is missing, or was cut short or changed; train without {resume} to begin anew`,
  )
}
