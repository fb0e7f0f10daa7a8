import type { SavedClassifiers, TrainingOptions, TrainingRunDetail, TrainingRuns } from './api.js'

/** What the training page shows of a workspace, and what it may ask of a training. Throws NotFoundError for a run that is not there. */
export interface TrainingSource {
  runs(): Promise<TrainingRuns>
  run(id: string): Promise<TrainingRunDetail>
  classifiers(): Promise<SavedClassifiers>
  options(): Promise<TrainingOptions>
  /** Asks the run's process to stop at its next safe point. Throws UserError where it does not run here. */
  stop(id: string): Promise<void>
  /** The command line that goes on with a run. Throws UserError where that cannot be. */
  resumeArgs(id: string): Promise<readonly string[]>
}
