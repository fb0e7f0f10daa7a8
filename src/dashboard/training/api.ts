import type { FormPreview } from '../forms/api.js'

/**
 * How a run stands: `lost` is one without an end whose process is gone; `stopped` and `lost` may be gone on with where there
 * is a checkpoint. `elsewhere` runs on another machine that shares the folder.
 */
export type TrainingState = 'running' | 'elsewhere' | 'done' | 'stopped' | 'lost' | 'failed'

/** Where a running epoch is. Times are epoch ms. */
export interface TrainingPosition {
  readonly time: number
  readonly epoch: number
  readonly step: number
  readonly stepsPerEpoch: number
  /** Mean over the epoch so far. */
  readonly loss: number
  readonly samplesPerSecond: number
  /** Until all epochs are done; patience may end it sooner. */
  readonly secondsLeft: number
}

/** What an epoch's model was worth on the validation set, which chooses by it. Gains are shares of a stake. */
export interface TrainingEpoch {
  readonly epoch: number
  /** Null for epochs that a resumed run had behind it. */
  readonly time: number | null
  readonly loss: number
  readonly gain: number
  readonly count: number
  readonly buyThreshold: number
  readonly sellThreshold: number
  /** Lower bound of the gain of the cell that is best by it; null where no cell had enough trades. */
  readonly lower: number | null
  readonly validationLoss: number | null
  readonly accuracy: number | null
  readonly balancedAccuracy: number | null
  /** One for each class; null where it has no rows. */
  readonly recalls: readonly (number | null)[]
  readonly precisions: readonly (number | null)[]
  /** Value of the metric that the epoch is chosen by; null where it is none. */
  readonly metric: number | null
  /** Whether it was the best so far when it ended. */
  readonly best: boolean
}

export interface TrainingRun {
  readonly id: string
  /** Name of the classifier. */
  readonly name: string
  readonly state: TrainingState
  /** The process that trains, on the machine that it runs on. */
  readonly pid: number
  readonly startedAt: number
  /** Of the last line of the log. */
  readonly lastAt: number
  /** The command that does the same, to be copied into a terminal. */
  readonly command: string
  readonly features: string
  readonly target: string
  readonly net: string
  readonly bases: readonly string[]
  /** Most epochs, and those that are over. */
  readonly epochs: number
  readonly epochsDone: number
  readonly position: TrainingPosition | null
  /** The epoch that is kept, or would be if it ended now. */
  readonly best: TrainingEpoch | null
  /** Why it ended, in words; null while it runs. */
  readonly ending: string | null
  /** Whether this dashboard can ask it to stop. */
  readonly canStop: boolean
  /** Epochs that going on would have behind it; null where there is nothing to go on from. */
  readonly resumeAt: number | null
}

/** GET /api/training/runs, and the topic `training`: newest first, running ones before them. */
export interface TrainingRuns {
  readonly runs: readonly TrainingRun[]
  /** Logs that cannot be read, in words. */
  readonly errors: readonly string[]
}

/** A sample of the steps of a run. */
export interface TrainingStep {
  readonly time: number
  /** Epochs with their part: 2.5 is the middle of the third. */
  readonly at: number
  readonly loss: number
  readonly samplesPerSecond: number
}

export interface LineageDefinition {
  readonly id: string
  readonly version: number
  readonly sourceHash: string
}

export interface LineageBase {
  readonly name: string
  readonly market: string
  /** Epoch ms, from (inside) to (outside). */
  readonly from: number
  readonly to: number
  readonly hash: string
  readonly trainingRows: number
  readonly validationRows: number
}

export interface LineageRange {
  readonly set: string
  readonly from: number
  readonly to: number
}

/** What a run or a classifier was made of. */
export interface Lineage {
  readonly features: LineageDefinition & { readonly columns: number }
  readonly target: LineageDefinition
  readonly events: LineageDefinition | null
  readonly net: { readonly id: string; readonly version: number; readonly params: Readonly<Record<string, number>> }
  readonly classes: readonly string[]
  readonly bases: readonly LineageBase[]
  readonly sets: readonly LineageRange[]
}

/** GET /api/training/run?id= */
export interface TrainingRunDetail {
  readonly run: TrainingRun
  readonly patience: number
  /** Id of the metric that the kept epoch is chosen by; null where it is none. */
  readonly metric: string | null
  readonly epochs: readonly TrainingEpoch[]
  readonly steps: readonly TrainingStep[]
  readonly lineage: Lineage
  /** All that the result depends on, as text by name. */
  readonly settings: Readonly<Record<string, string>>
  /** Folder of the classifier, inside the workspace where it lies there. */
  readonly folder: string
  /** Lines of the log that mean nothing and were left out. */
  readonly damagedLines: number
}

/** A classifier that is saved in the workspace. */
export interface SavedClassifier {
  readonly name: string
  readonly features: string
  readonly target: string
  readonly net: string
  readonly bases: readonly string[]
  readonly epochs: number
  readonly bestEpoch: number
  /** On the validation set, which chose it; null where no cell was good enough. */
  readonly gain: number | null
  readonly count: number | null
}

/** GET /api/training/classifiers */
export interface SavedClassifiers {
  readonly classifiers: readonly SavedClassifier[]
  /** Folders that hold no classifier that can be read, in words. */
  readonly errors: readonly string[]
}

/** A parameter of a net. */
export interface NetParam {
  readonly name: string
  readonly value: number
  /** The net's search space: values worth trying. */
  readonly searchSpace: readonly number[]
}

/** Rows of a base in a set before a training, and why the other minutes of its ranges are not used. */
export interface PreviewCount {
  readonly rows: number
  /** Purged at the border of a validation or test range, or in the embargo after it. */
  readonly purged: number
  readonly reasons: string
}

export interface PreviewBase {
  readonly base: string
  readonly training: PreviewCount
  readonly validation: PreviewCount
  readonly test: PreviewCount
}

/** GET /api/training/start/preview?…: the rows that a training would have. */
export interface TrainingPreview extends FormPreview {
  readonly bases: readonly PreviewBase[]
  /** Whether minutes that are no event of the sampler count as training rows here. */
  readonly countsNonEvents: boolean
}

/** GET /api/training/options: what the form of a training shows besides its fields. */
export interface TrainingOptions {
  /** Parameters by net and feature set: they depend on the number of its columns. */
  readonly params: Readonly<Record<string, Readonly<Record<string, readonly NetParam[]>>>>
  /** Ranges of the workspace's sets. */
  readonly sets: readonly LineageRange[]
  /** What stands in the way of a training, or cannot be offered, in words. */
  readonly errors: readonly string[]
}
