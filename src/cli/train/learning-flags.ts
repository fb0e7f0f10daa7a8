import { Option, type Command } from 'commander'
import {
  SAMPLE_WEIGHT_USES,
  OPTIMIZERS,
  SCHEDULES,
  learningSchema,
  type LearningOptions,
} from '../../config/training-fields.js'

const GROUP = 'How the net learns (default: as the net has it, else the configuration):'

/** The options of a command, one for each key of the learning options. */
export function addLearningFlags(command: Command): void {
  const flags: readonly (readonly [string, string])[] = [
    ['--optimizer <kind>', `${OPTIMIZERS.join(', ')} (default: adam)`],
    ['--learning-rate <number>', 'of a step (default: 0.001)'],
    ['--momentum <share>', 'of sgd: share of the last change that the next one keeps (default: 0)'],
    ['--weight-decay <number>', 'of adamw (default: 0.004)'],
    ['--schedule <kind>', `of the learning rate: ${SCHEDULES.join(', ')} (default: constant)`],
    ['--warmup <epochs>', 'over which the rate rises first, such as 0.5 (default: 0)'],
    ['--floor <share>', 'of the rate that a cosine or plateaus leave (default: 0)'],
    ['--plateau-patience <epochs>', 'without a lower validation loss that make a plateau (default: 5)'],
    ['--plateau-factor <share>', 'of the rate that remains after a plateau (default: 0.5)'],
    ['--l1 <number>', 'penalty on the absolute weights (default: 0)'],
    ['--l2 <number>', 'penalty on the squared weights (default: 0)'],
    ['--clip-norm <number>', 'longest gradient (default: no limit)'],
    ['--clip-value <number>', 'largest value of the gradient (default: no limit)'],
    ['--label-smoothing <share>', 'of a label that is spread over all classes (default: 0)'],
    ['--focal <gamma>', 'focal loss: rows that are surely right count less (default: 0)'],
    ['--class-weights <list>', 'factors of the losses, such as hold=1,buy=3,sell=3 (default: 1 each)'],
    ['--sample-weights <use>', `of the target: ${SAMPLE_WEIGHT_USES.join(', ')} (default: draw)`],
  ]
  for (const [flag, text] of flags) command.addOption(new Option(flag, text).helpGroup(GROUP))
}

/** Those of a command's options that say how to learn. */
export function learningOf(options: LearningOptions): LearningOptions {
  return learningSchema.strip().parse(options)
}
