import { z } from 'zod'
import { learningSchema } from './training-fields.js'
import { namedNumbers } from './named-numbers.js'

const number = z
  .string()
  .regex(/^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i, 'expected a number')
  .transform(Number)
const { optimizer, schedule, sampleWeights, classWeights, ...numbers } = learningSchema.shape

/** The learning options as text, as the command line and a form give them. */
export const learningTexts = {
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

function weightsOf(text: string): Record<string, number> {
  return namedNumbers(text, {
    option: '--class-weights',
    expected: 'class=number above 0, such as hold=1,buy=3',
    numberOf: (value) => (/^(\d+\.?\d*|\.\d+)$/.test(value) && Number(value) > 0 ? Number(value) : undefined),
  })
}
