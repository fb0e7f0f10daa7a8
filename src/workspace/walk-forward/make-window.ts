import { basename, dirname } from 'node:path'
import { checkpointFolder, readCheckpointEpochs } from '../../classifier/checkpoint.js'
import { loadClassifier } from '../../classifier/classifier-files.js'
import { selectedThresholds } from '../../classifier/description.js'
import { CancelledError } from '../../core/errors.js'
import { calendarOf } from '../../core/market.js'
import { makeFolder } from '../../store/files/make-folder.js'
import { removeArtefact } from '../../store/files/artefact-folder.js'
import { scoreClassifier } from '../assess/score-classifier.js'
import type { WorkspaceContext } from '../context.js'
import { openDataSources, type WorkspaceSources } from '../rows/data-sources.js'
import { withTrainingLock } from '../train/destination.js'
import { fitClassifier } from '../train/fit-classifier.js'
import { planTraining, type TrainingPlan } from '../train/plan-training.js'
import type { TrainResult } from '../train/result.js'
import { namingWindow } from './plan-windows.js'
import { windowFolder, writeWindow } from './window-files.js'
import type { ParsedWindowTask, WindowEvent } from './window-task.js'

/**
 * Makes one window: trains on its first stretch, selects epoch and thresholds on the second, scores the third, and writes it all down as
 * one. A training that was cut off goes on from its checkpoint, to the same bits. Throws RequestError that names the window where its
 * data do not make a training, CancelledError where it is stopped.
 */
export async function makeWindow(
  task: ParsedWindowTask,
  context: WorkspaceContext,
  tell: (event: WindowEvent) => void,
): Promise<void> {
  const sources = openDataSources(context)
  try {
    await namingWindow(task.number, task.sets, async () => {
      const request = { ...task.training, resume: await hasCheckpoint(task.training.out ?? '') }
      const plan = await planTraining(request, context.workspace, sources)
      await makeFolder(dirname(plan.folder))
      const trained = await withTrainingLock(plan.folder, () => trainWindow(plan, { context, sources, tell }))
      await scoreWindow(task, { plan, trained }, sources)
      tell({ event: 'finished' })
    })
  } finally {
    await sources.stopThreads()
  }
}

async function hasCheckpoint(folder: string): Promise<boolean> {
  return (await readCheckpointEpochs(checkpointFolder(folder))) !== undefined
}

async function trainWindow(
  plan: TrainingPlan,
  {
    context,
    sources,
    tell,
  }: {
    readonly context: WorkspaceContext
    readonly sources: WorkspaceSources
    readonly tell: (event: WindowEvent) => void
  },
): Promise<TrainResult> {
  const hooks = { onEpoch: ({ epoch }: { readonly epoch: number }) => tell({ event: 'epoch', epoch }) }
  const result = await fitClassifier({ plan, context, sources, hooks })
  if (result.stopped !== 'interrupted') return result
  throw new CancelledError(`the training of ${basename(plan.folder)} was stopped; it goes on from its checkpoint`)
}

async function scoreWindow(
  { number, folder, sets, identity }: ParsedWindowTask,
  { plan, trained }: { readonly plan: TrainingPlan; readonly trained: TrainResult },
  { dataFolder: _dataFolder, ...sources }: WorkspaceSources,
): Promise<void> {
  const { description, model } = await loadClassifier(plan.folder)
  // The test stretch is no set of the classifier: what a classifier calls its test set is sealed.
  const classifier = { description: { ...description, sets: { ...description.sets, test: [...sets.test] } }, model }
  const request = { name: basename(plan.folder), classifier, set: 'test' as const, bases: [] }
  const { series } = await scoreClassifier(request, sources, () => {})
  const [first] = plan.bases
  if (!first) throw new Error('a training has at least one base')
  const selected = selectedThresholds(description)
  const { rule, epoch } = description.selection
  const window = {
    number,
    identity,
    sets: { training: [...sets.training], validation: [...sets.validation], test: [...sets.test] },
    rows: {
      training: countRows(trained, 'training'),
      validation: countRows(trained, 'validation'),
      test: series.reduce((sum, { time }) => sum + time.length, 0),
    },
    epochs: trained.epochs.length,
    epoch,
    ...(rule && { rule }),
    selected: selected
      ? {
          buyThreshold: selected.buyThreshold,
          sellThreshold: selected.sellThreshold,
          gain: selected.gain,
          count: selected.count,
        }
      : null,
    bases: series.map(({ base }) => base),
    series,
  }
  await writeWindow(windowFolder(folder, number), window, model, calendarOf(first.market))
  await removeArtefact(plan.folder)
}

function countRows({ sets }: TrainResult, set: 'training' | 'validation'): number {
  return sets.filter(({ type }) => type === set).reduce((sum, { rows }) => sum + rows.rows, 0)
}
