import { Option, type Command } from 'commander'
import type { CommandModule } from '../command.js'
import { importNet } from '../../workspace/classifiers/import-net.js'
import { importClassifierOptions, type ImportClassifierOptions } from '../import-classifier/import-options.js'
import type { Io } from '../io.js'
import { adoptedJson, adoptedText } from '../train/adopted-report.js'
import { addNetFlags } from '../train/net-flags.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .argument('<file>', 'a classifier as .onnx, of any program, or a sequential Keras model as .h5')
      .requiredOption('--features <id>', 'feature set that the net was trained on, such as F2cond20')
      .requiredOption('--target <id>', 'target that it was trained for, such as T10up5low30min')
      .option('--events <id>', 'minutes to decide in (default: every minute)')
      .option('--base <names>', 'bases, comma separated (default: those of the workspace, else all that are stored)')
      .option('--sets <file>', "lines of set_type, start, end (default: the workspace's sets_split.csv)")
      .option('--common', 'only the time that all bases have candles of')
      .option(
        '--columns <names>',
        "the net's inputs in its order: names, or a file .json, .csv, .txt (default: the set's)",
      )
      .option(
        '--scaler <which>',
        'none, a file .json, .csv, .npz, or standard or robust, fitted on training rows',
        'none',
      )
    addNetFlags(command)
    command
      .option('--window <minutes>', 'minutes that the net looks at, where the file does not say')
      .option('--sampling <kind>', 'how it saw the classes in training: natural, balanced or weighted', 'natural')
      .option('--select <rule>', 'how thresholds are chosen on the validation set: robust or seed', 'robust')
      .option('--seed <number>', 'of the resampling that chooses them', '1')
      .option(
        '--embargo <minutes>',
        'not counted as training after a validation or test range (default: max(horizon, 1440))',
      )
      .option('--name <name>', "name of the classifier in the workspace (default: the file's)")
      .addOption(
        new Option('--out <folder>', 'folder of the classifier, instead of one in the workspace').conflicts('name'),
      )
      .option('--unchecked', 'use features and targets that failed their check, or never had one')
      .option('--overwrite', 'replace a classifier of that name')
      .option('--json', 'print one JSON document')
      .action((file: string, raw: unknown) => importClassifier(io, file, importClassifierOptions(raw)))
  },
}
export default module

async function importClassifier(io: Io, file: string, options: ImportClassifierOptions): Promise<void> {
  const output = await importNet(io, file, options)
  io.out(options.json ? `${JSON.stringify(adoptedJson(output))}\n` : adoptedText(output))
}
