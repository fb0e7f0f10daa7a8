import { join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { DEVICES } from '../../config/learning-schema.js'
import { chooseBases } from '../../config/markets.js'
import { describeDivergence } from '../../classifier/divergence.js'
import { CancelledError, UserError } from '../../core/errors.js'
import { requireChecked } from '../../workspace/check/require-checked.js'
import { TRADE_CLASSES } from '../../targets/target.js'
import type { CommandModule } from '../command.js'
import type { Io } from '../io.js'
import { adoptedJson, adoptedText } from '../train/adopted-report.js'
import { askedSets } from '../../workspace/rows/asked-sets.js'
import { metricName } from '../../workspace/train/best-by.js'
import { setsTable } from '../../workspace/rows/chosen-sets.js'
import { addExternalFlags, externalOptions, type ExternalOptions } from '../train/external/external-options.js'
import { trainExternal } from '../../workspace/train/external/train-external.js'
import { addLearningFlags, learningOf } from '../train/learning-flags.js'
import { openSources } from '../../workspace/rows/open-sources.js'
import { workspaceRunLog } from '../../workspace/train/run-log.js'
import { trainClassifier, type TrainingOutput } from '../../workspace/train/train-classifier.js'
import { tensorboardLog } from '../../workspace/train/tensorboard-log.js'
import { trainingJson, trainingText } from '../train/training-report.js'
import { trainOptions, type TrainOptions } from '../train/train-options.js'
import { openWorkspace } from '../../workspace/workspace.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .requiredOption('--features <id>', 'feature set, such as F2cond20')
      .requiredOption('--target <id>', 'target, such as T10up5low30min')
      .option('--events <id>', 'minutes to train on and to decide in, such as Cusum1pct (default: every minute)')
      .option('--base <names>', 'bases, comma separated (default: those of the workspace, else all that are stored)')
      .option('--sets <file>', "lines of set_type, start, end (default: the workspace's sets_split.csv)")
      .option('--common', 'only the time that all bases have candles of')
      .option('--seed <number>', 'decides weights, batches and dropout: the same seed gives the same bits', '1')
      .option('--net <id>', 'net', 'MLP')
      .option('--params <list>', "the net's parameters, such as l1=24,l2=16,dropout=0.2 (default: the net's own)")
      .option('--scaler <kind>', 'standard or robust, fitted on the training rows of each base', 'robust')
      .option('--sampling <kind>', 'balanced, natural, or weighted: natural with the classes weighted', 'balanced')
      .option('--batch <rows>', 'rows in one step', '32')
      .option('--epochs <number>', 'most epochs', '50')
      .option('--patience <number>', 'epochs without a better validation gain after which it ends', '10')
      .option(
        '--select <rule>',
        'robust: by what a cell of 30 trades or more gained at least; seed: by the highest gain',
        'robust',
      )
      .option(
        '--best <figure>',
        'of the validation set that the kept epoch is chosen by: gain, loss or metric:NAME (default: gain)',
      )
      .option('--threads <number>', 'inside one step; the result is the same bits at any number (default: 1)')
      .option('--device <name>', `${DEVICES.join(', ')} (default: cpu)`)
      .option('--memory <megabytes>', 'of training rows above which they are mapped from a file (default: 2048)')
      .option('--embargo <minutes>', 'not trained on after a validation or test range (default: max(horizon, 1440))')
      .option('--name <name>', 'name of the classifier in the workspace (default: from net, features, target and seed)')
      .addOption(
        new Option('--out <folder>', 'folder of the classifier, instead of one in the workspace').conflicts('name'),
      )
      .option('--unchecked', 'train on features and targets that failed their check, or never had one')
      .option('--overwrite', 'replace a classifier of that name made by other settings')
      .option('--resume', 'go on where a training with the same settings was cut off, to the same bits')
      .option('--checkpoint <minutes>', 'most minutes between two checkpoints; one is written after every epoch', '5')
      .option(
        '--tensorboard <folder>',
        'write loss, accuracy, precision, recall, AUC and gain of each epoch for TensorBoard',
      )
      .option('--json', 'print one JSON document')
      .addHelpText(
        'after',
        '\nCtrl-C saves the best epoch so far, says so, and ends with exit code 130; --resume goes on.',
      )
      .action((raw: unknown, own: Command) => {
        const external = externalOptions(raw)
        return external
          ? letTrain(io, trainOptions(raw), external, own.parent?.args ?? [])
          : train(io, trainOptions(raw), own.parent?.args ?? [])
      })
    addLearningFlags(command)
    addExternalFlags(command)
  },
}
export default module

/** Another program trains; its net goes the way of our own. */
async function letTrain(
  io: Io,
  options: TrainOptions,
  external: ExternalOptions,
  args: readonly string[],
): Promise<void> {
  const output = await trainExternal(io, options, external, args)
  io.out(options.json ? `${JSON.stringify(adoptedJson(output))}\n` : adoptedText(output))
}

async function train(io: Io, options: TrainOptions, args: readonly string[]): Promise<void> {
  const workspace = await openWorkspace(io, options.workspace)
  const sources = openSources(io, workspace)
  const name =
    options.name ?? [options.net, options.features, options.target, options.events ?? [], options.seed].flat().join('-')
  const bases = chooseBases(workspace.config, await sources.candles.markets(), options.base)
  const log =
    options.tensorboard === undefined
      ? undefined
      : tensorboardLog(
          resolve(io.cwd, options.tensorboard),
          { classes: TRADE_CLASSES, metric: metricName(options.best ?? workspace.config.training.best) },
          io.clock,
        )
  const output = await trainClassifier(
    {
      ...options,
      bases,
      sets: await askedSets(io, workspace, options, bases, sources.candles),
      batchSize: options.batch,
      learning: learningOf(options),
      folder: options.out === undefined ? join(workspace.classifierFolder, name) : resolve(io.cwd, options.out),
    },
    {
      ...sources,
      clock: io.clock,
      checkpoints: { resume: options.resume, checkpointMinutes: options.checkpoint },
      ...(log && { onEpoch: log }),
      watch: await workspaceRunLog(io, workspace, args),
      say: (line) => io.err(`${line}\n`),
      checkStatus: (definition) =>
        requireChecked(definition, {
          dataFolder: workspace.dataFolder,
          workspace: workspace.directory,
          unchecked: options.unchecked,
          progress: sources.progress,
          signal: io.signal,
        }),
      onSets: (sets, classes) => {
        if (!options.json) io.out(`${setsTable(sets, classes)}\n`)
      },
    },
  )
  io.out(options.json ? `${JSON.stringify(trainingJson(output))}\n` : trainingText(output))
  refuseUnfinished(output)
}

/** A training that was cut short is kept, yet the exit code says that it is not what was asked for. */
function refuseUnfinished({ description, folder, stopped, divergence, saved }: TrainingOutput): void {
  if (stopped === 'interrupted')
    throw new CancelledError(`${saved ? 'the best epoch so far' : 'the better one'} is in ${folder}; --resume goes on`)
  if (!divergence) return
  const kept = `the best epoch before, ${description.selection.epoch}, is saved in ${folder}`
  throw new UserError(describeDivergence(divergence, kept))
}
