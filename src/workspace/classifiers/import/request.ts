import { z } from 'zod'
import { fields } from '../../../config/fields.js'
import { SAMPLINGS } from '../../../datasets/sampling.js'
import { rowFields } from '../../rows/plan-rows.js'
import { classifierFields, netFields } from '../../train/request.js'

/** A net in a file, and what it was trained on. */
export const importClassifierSchema = z.strictObject({
  file: z.string().min(1).register(fields, {
    help: 'net as .onnx, of any program, or a sequential Keras model as .h5',
    placeholder: 'file',
    meaning: 'path',
    isArgument: true,
  }),
  ...rowFields,
  columns: z.string().min(1).optional().register(fields, {
    help: 'inputs of the net in its order: names, comma separated, or a file .json, .csv, .txt',
    otherwise: 'those of the feature set',
    placeholder: 'names',
  }),
  scaler: z.string().min(1).default('none').register(fields, {
    help: 'scaler of the net: none, a file .json, .csv, .npz, or standard or robust, fitted on training rows',
    placeholder: 'which',
  }),
  ...netFields,
  window: z.int().min(1).optional().register(fields, {
    help: 'minutes that the net looks at',
    otherwise: 'as the file says',
    unit: 'minutes',
  }),
  ...classifierFields,
  sampling: z.enum(SAMPLINGS).default('natural').register(fields, {
    help: 'classes as the net saw them in training',
  }),
})

export type ImportClassifierRequest = z.input<typeof importClassifierSchema>
export type ResolvedImportRequest = z.output<typeof importClassifierSchema>
