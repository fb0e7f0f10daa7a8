import type { FitOptions } from '../../../classifier/fit.js'
import { trainingSchema } from '../../../config/learning-schema.js'
import { inputNames } from '../../../datasets/base-dataset.js'
import { createMemorySink } from '../../../datasets/row-sink.js'
import type { PooledRows } from '../../../datasets/training-matrix.js'
import type { Io } from '../../../cli/io.js'
import type { AskedData } from '../../rows/asked-data.js'
import { rowsWithin } from '../../rows/prepare-rows.js'
import type { PreparedRows } from '../../rows/prepared-rows.js'
import type { PreparedSets } from '../../rows/prepare-sets.js'
import type { RowPlan } from '../../rows/row-plan.js'
import type { ExternalDataOptions } from './train-external.js'
import { writeRequest, type GivenRows } from './write-request.js'

export interface RowsToGive {
  readonly io: Io
  readonly options: ExternalDataOptions
  readonly asked: AskedData
  readonly plan: RowPlan
  readonly sets: PreparedSets
}

/** What is needed of the rows when the external command is done: those that it learns from are in its folder. */
export interface RowsGiven {
  readonly matrix: Pick<PooledRows, 'inputs' | 'bases'>
  readonly validation: FitOptions['validation']
  readonly close: () => Promise<void>
}

/** Makes the rows of both sets and writes the request with them into the folder, a part at a time. */
export async function giveRows(folder: string, { io, options, asked, plan, sets }: RowsToGive): Promise<RowsGiven> {
  const { memory, disk } = trainingSchema.parse(asked.workspace.config.training)
  const sources = { ...asked.sources, clock: io.clock, say: (line: string) => io.err(`${line}\n`) }
  const rows = await rowsWithin(plan, sources, sets, { megabytes: options.memory ?? memory, disk, shared: false })
  const { inputs, bases } = rows.matrix
  try {
    await sources.rest?.()
    await writeRequest(folder, {
      ...options,
      classes: plan.target.value.classes,
      columns: inputNames(plan.features.value),
      training: trainingRows(rows, sets),
      validation: validationRows(rows, sets),
    })
  } catch (error) {
    await rows.close()
    throw error
  }
  return { matrix: { inputs, bases }, validation: rows.validation, close: rows.close }
}

/** Scaled already. */
function trainingRows({ matrix }: PreparedRows, { training }: PreparedSets): GivenRows[] {
  const rows = 'mapped' in matrix ? matrix.mapped : createMemorySink(matrix.features, matrix.inputs.length)
  return matrix.bases.flatMap(({ from }, index) => {
    const set = training[index]
    return set ? [{ set, rows, from }] : []
  })
}

function validationRows({ validation }: PreparedRows, sets: PreparedSets): GivenRows[] {
  return validation.flatMap((part, index) => {
    const set = sets.validation[index]
    return set && 'rows' in part ? [{ set, rows: part.rows, from: part.from, scaler: part.scaler }] : []
  })
}
