import { z } from 'zod'
import { SELECTIONS } from '../../classifier/select-epoch.js'
import { plainName, seedNumber } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'
import { fillFields } from '../../config/fill-fields.js'
import { INTERRUPTION_GROUP, trainingFields } from '../../config/training-fields.js'
import { SAMPLINGS } from '../../datasets/sampling.js'
import { SCALER_KINDS } from '../../datasets/scaler.js'
import { OUTPUT_FORMS } from '../../nets/import/model-requirements.js'
import { openTestSetField } from '../ledger/open-test-set-field.js'
import { rowFields } from '../rows/plan-rows.js'

/** The fields that say how a classifier is chosen and where it goes, whoever trains it. */
export const classifierFields = {
  seed: seedNumber.default(1).register(fields, {
    help: 'seed of weights, batches, dropout and resampling: the same seed gives the same bits',
  }),
  sampling: z.enum(SAMPLINGS).default('balanced').register(fields, {
    help: 'classes in an epoch, where weighted is natural with the losses of the classes weighted',
  }),
  select: z.enum(SELECTIONS).default('robust').register(fields, {
    help: 'rule that thresholds are chosen by: robust, what a cell of 30 trades or more gained at least, or seed, the highest gain of a cell that traded',
    placeholder: 'rule',
  }),
  ...fillFields,
  name: plainName.optional().register(fields, {
    help: 'name of the classifier in the workspace',
    otherwise: 'made from net, features, target and seed',
    placeholder: 'name',
  }),
  out: z.string().min(1).optional().register(fields, {
    help: 'folder of the classifier, instead of one in the workspace',
    placeholder: 'folder',
    meaning: 'path',
  }),
  overwrite: z.boolean().default(false).register(fields, {
    help: 'replace a classifier of that name made by other settings',
  }),
  ...openTestSetField,
}

const external = 'Training by another program'

/** The fields that say what another program's net gives. */
export const netFields = {
  classes: z.array(z.string().min(1)).optional().register(fields, {
    help: 'classes of the net in its order, such as hold,buy,sell',
    otherwise: 'as the file says, else those of the target',
    group: external,
  }),
  output: z.enum(OUTPUT_FORMS).optional().register(fields, {
    help: 'output of the net',
    otherwise: 'what it looks like',
    group: external,
  }),
  outputName: z.string().min(1).optional().register(fields, {
    help: 'name of the output to take, where the net has several',
    placeholder: 'name',
    group: external,
  }),
}

/** What a classifier is trained from and how. */
export const trainSchema = z.strictObject({
  ...rowFields,
  net: z.string().min(1).default('MLP').register(fields, { help: 'net', placeholder: 'id' }),
  params: z.record(z.string(), z.number()).optional().register(fields, {
    help: 'parameters of the net, such as l1=24,l2=16,dropout=0.2',
    otherwise: "the net's own",
  }),
  scaler: z.enum(SCALER_KINDS).default('robust').register(fields, {
    help: 'scaler, fitted on the training rows of each base',
  }),
  ...classifierFields,
  ...trainingFields,
  resume: z.boolean().default(false).register(fields, {
    help: 'go on where a training with the same settings was cut off, to the same bits',
    group: INTERRUPTION_GROUP,
  }),
  tensorboard: z.string().min(1).optional().register(fields, {
    help: 'folder for the figures of each epoch, as TensorBoard reads them',
    group: INTERRUPTION_GROUP,
    placeholder: 'folder',
    meaning: 'path',
  }),
  external: z.string().min(1).optional().register(fields, {
    help: 'command of another program that trains: its last argument is a folder with train.arrow, validation.arrow and request.json, where it leaves model.onnx',
    placeholder: 'command',
    group: external,
  }),
  externalFolder: z.string().min(1).optional().register(fields, {
    help: 'folder that is handed to the program and then stays',
    otherwise: 'one that is removed',
    placeholder: 'folder',
    meaning: 'path',
    group: external,
  }),
  externalTimeout: z.number().positive().default(1440).register(fields, {
    help: 'minutes after which the program is ended',
    unit: 'minutes',
    group: external,
  }),
  ...netFields,
})

export type TrainRequest = z.input<typeof trainSchema>
export type ResolvedTrainRequest = z.output<typeof trainSchema>
