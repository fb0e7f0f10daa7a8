import { Option, type Command } from 'commander'
import { z } from 'zod'
import {
  SAMPLE_WEIGHT_USES,
  OPTIMIZERS,
  SCHEDULES,
  learningSchema,
  type LearningOptions,
} from '../../config/learning-schema.js'
import { UserError } from '../../core/errors.js'

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

const number = z
  .string()
  .regex(/^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i, 'expected a number')
  .transform(Number)
const { optimizer, schedule, sampleWeights, classWeights, ...numbers } = learningSchema.shape

/** The same as text, as the command line gives it. */
export const learningFlags = {
  optimizer,
  schedule,
  sampleWeights,
  classWeights: z.string().transform(weightsOf).pipe(classWeights.unwrap()).exactOptional(),
  learningRate: number.pipe(numbers.learningRate.unwrap()).exactOptional(),
  momentum: number.pipe(numbers.momentum.unwrap()).exactOptional(),
  weightDecay: number.pipe(numbers.weightDecay.unwrap()).exactOptional(),
  warmup: number.pipe(numbers.warmup.unwrap()).exactOptional(),
  floor: number.pipe(numbers.floor.unwrap()).exactOptional(),
  plateauPatience: number.pipe(numbers.plateauPatience.unwrap()).exactOptional(),
  plateauFactor: number.pipe(numbers.plateauFactor.unwrap()).exactOptional(),
  l1: number.pipe(numbers.l1.unwrap()).exactOptional(),
  l2: number.pipe(numbers.l2.unwrap()).exactOptional(),
  clipNorm: number.pipe(numbers.clipNorm.unwrap()).exactOptional(),
  clipValue: number.pipe(numbers.clipValue.unwrap()).exactOptional(),
  labelSmoothing: number.pipe(numbers.labelSmoothing.unwrap()).exactOptional(),
  focal: number.pipe(numbers.focal.unwrap()).exactOptional(),
}

/** Those of a command's options that say how to learn. */
export function learningOf(options: LearningOptions): LearningOptions {
  return learningSchema.strip().parse(options)
}

function weightsOf(text: string): Record<string, number> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^\s*(\w+)\s*=\s*(\d+\.?\d*|\.\d+)\s*$/.exec(pair) ?? []
      if (name !== undefined && Number(value) > 0) return [name, Number(value)]
      throw new UserError(`--class-weights has ${pair.trim()}: expected class=number above 0, such as hold=1,buy=3`)
    }),
  )
}
