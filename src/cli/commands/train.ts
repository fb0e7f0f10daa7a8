import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { StopReason } from '../../classifier/fit.js'
import { chooseBases } from '../../config/markets.js'
import { Cancelled, UserError, systemCodeOf } from '../../core/errors.js'
import { parseSplitSets, type SplitSets } from '../../datasets/split-sets.js'
import { openCandleStore } from '../../store/candle-store.js'
import { openDerivedStore } from '../../store/derived-store.js'
import type { CommandModule } from '../command.js'
import type { Io } from '../io.js'
import { progressBars } from '../progress-bars.js'
import { setsJson, setsTable } from '../train/chosen-sets.js'
import { gainText } from '../train/fit-progress.js'
import { trainClassifier, type TrainingOutput } from '../train/train-classifier.js'
import { trainOptions, type TrainOptions } from '../train/train-options.js'
import { openWorkspace } from '../workspace.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .requiredOption('--features <id>', 'feature set, such as F2cond20')
      .requiredOption('--target <id>', 'target, such as T10up5low30min')
      .option('--base <names>', 'bases, comma separated (default: those of the workspace, else all that are stored)')
      .option('--sets <file>', 'training, validation and test ranges: set_type start end', 'sets_split.csv')
      .option('--seed <number>', 'decides weights, batches and dropout: the same seed gives the same bits', '1')
      .option('--net <id>', 'net', 'MLP')
      .option('--params <list>', "the net's parameters, such as l1=24,l2=16,dropout=0.2 (default: the net's own)")
      .option('--scaler <kind>', 'standard or robust, fitted on the training rows of each base', 'robust')
      .option('--batch <rows>', 'rows in one step', '32')
      .option('--epochs <number>', 'most epochs', '50')
      .option('--patience <number>', 'epochs without a better validation gain after which it ends', '10')
      .option('--embargo <minutes>', 'not trained on after a validation or test range (default: max(horizon, 1440))')
      .option('--name <name>', 'name of the classifier in the workspace (default: from net, features, target and seed)')
      .addOption(
        new Option('--out <folder>', 'folder of the classifier, instead of one in the workspace').conflicts('name'),
      )
      .option('--overwrite', 'replace a classifier of that name made by other settings')
      .option('--json', 'print one JSON document')
      .addHelpText('after', '\nCtrl-C saves the best epoch so far, says so, and ends with exit code 130.')
      .action((raw: unknown) => train(io, trainOptions(raw)))
  },
}
export default module

async function train(io: Io, options: TrainOptions): Promise<void> {
  const workspace = await openWorkspace(io, options.workspace)
  const candles = openCandleStore(workspace.dataFolder)
  const name = options.name ?? [options.net, options.features, options.target, options.seed].join('-')
  const output = await trainClassifier(
    {
      ...options,
      bases: chooseBases(workspace.config, await candles.markets(), options.base),
      sets: await readSets(resolve(io.cwd, options.sets)),
      batchSize: options.batch,
      folder: options.out === undefined ? join(workspace.classifierFolder, name) : resolve(io.cwd, options.out),
    },
    {
      config: workspace.config,
      candles,
      derived: openDerivedStore(workspace.dataFolder, candles),
      progress: progressBars(io),
      signal: io.signal,
      clock: io.clock,
      onSets: (sets, classes) => {
        if (!options.json) io.out(`${setsTable(sets, classes)}\n`)
      },
    },
  )
  io.out(options.json ? `${JSON.stringify(outputJson(output))}\n` : outputText(output))
  refuseUnfinished(output)
}

async function readSets(file: string): Promise<SplitSets> {
  try {
    return parseSplitSets(await readFile(file, 'utf8'), file)
  } catch (error) {
    const code = systemCodeOf(error)
    if (code !== 'ENOENT' && code !== 'EISDIR') throw error
    throw new UserError(
      `--sets: there is no file ${file}; write one with lines such as training,2023-08-01,2023-09-30, or make a workspace with: followupward init`,
    )
  }
}

const ENDINGS: Readonly<Record<StopReason, string>> = {
  epochs: 'all that were asked for',
  patience: 'none better for long',
  interrupted: 'then stopped',
  diverged: 'then the loss was no longer a number',
}

function outputText({ name, folder, description, stopped, saved }: TrainingOutput): string {
  const { selection, history } = description
  return [
    `Epoch ${selection.epoch} is the best of ${history.length} (${ENDINGS[stopped]}).`,
    `Validation gain, used for selection: ${gainText(selection)} at buy ≥ ${selection.buyThreshold}, sell ≥ ${selection.sellThreshold}.`,
    saved ? `Classifier ${name} is saved in ${folder}` : `The classifier in ${folder} is at least as good and stays.`,
    '',
  ].join('\n')
}

function outputJson({ name, folder, description, stopped, saved, sets }: TrainingOutput): unknown {
  const { selection, history, classes, bases } = description
  return {
    name,
    folder,
    saved,
    stopped,
    selection,
    history,
    sets: setsJson(sets, classes),
    bases: bases.map((base) => ({ name: base.name, candles: base.candles })),
  }
}

/** A training that was cut short is kept, yet the exit code says that it is not what was asked for. */
function refuseUnfinished({ description, folder, stopped, saved }: TrainingOutput): void {
  if (stopped === 'interrupted')
    throw new Cancelled(`${saved ? 'the best epoch so far' : 'the better one'} is in ${folder}`)
  if (stopped !== 'diverged') return
  throw new UserError(
    `the loss is not a number after epoch ${description.history.length}: the net diverged; the best epoch before is saved in ${folder}`,
  )
}
