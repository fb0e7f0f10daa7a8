import { z } from 'zod'
import { DEVICES, MOST_THREADS, monitorSchema } from '../../config/training-fields.js'
import { learningTexts } from '../../config/learning-texts.js'
import { namedNumbers } from '../../config/named-numbers.js'
import { SCALER_KINDS } from '../../datasets/scaler.js'
import type { NetParams } from '../../nets/net.js'
import { parseOptions } from '../options.js'
import { dataFlags, whole } from './data-flags.js'

const schema = z.object({
  ...dataFlags,
  net: z.string(),
  params: z.string().default('').transform(paramsOf),
  scaler: z.enum(SCALER_KINDS),
  batch: whole(1, '32'),
  epochs: whole(1, '50'),
  patience: whole(1, '10'),
  best: monitorSchema.optional(),
  threads: whole(1, '2', MOST_THREADS).optional(),
  device: z.enum(DEVICES).optional(),
  memory: whole(0, '2048').optional(),
  ...learningTexts,
  tensorboard: z.string().min(1).optional(),
  resume: z.boolean().default(false),
  checkpoint: whole(0, '5'),
})

/** What `train` was asked for. */
export type TrainOptions = z.output<typeof schema>

export function trainOptions(raw: unknown): TrainOptions {
  return parseOptions(schema, raw)
}

function paramsOf(text: string): NetParams {
  return namedNumbers(text, {
    option: '--params',
    expected: 'name=number, such as l1=24,l2=16,dropout=0.2',
    numberOf: (value) =>
      /^-?[\d.]+(?:e-?\d+)?$/i.test(value) && Number.isFinite(Number(value)) ? Number(value) : undefined,
  })
}
