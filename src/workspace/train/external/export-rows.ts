import type { FitOptions } from '../../../classifier/fit-options.js'
import { inputNames } from '../../../datasets/base-dataset.js'
import { createMemorySink } from '../../../datasets/row-sink.js'
import type { PooledRows } from '../../../datasets/training-matrix.js'
import type { WorkspaceSources } from '../../rows/data-sources.js'
import type { RowPlan } from '../../rows/plan-rows.js'
import type { PreparedRows } from '../../rows/prepared-rows.js'
import type { Splits } from '../../rows/split-rows.js'
import { prepareRows } from '../../rows/training-rows.js'
import type { ResolvedTrainRequest } from '../request.js'
import { writeRequest, type ExportedSet } from './write-request.js'

/** A training by another program, planned. */
export interface ExternalPlan extends RowPlan {
  readonly request: ResolvedTrainRequest
  /** Folder of the classifier. */
  readonly folder: string
}

export interface RowsToExport {
  readonly plan: ExternalPlan
  readonly sets: Splits
  readonly sources: WorkspaceSources
}

/** What is needed of the rows when the external command is done; those that it learns from are in its folder. */
export interface ExportedRows {
  readonly matrix: Pick<PooledRows, 'inputs' | 'bases'>
  readonly validation: FitOptions['validation']
  readonly close: () => Promise<void>
}

/** Makes the rows of both sets and writes the request with them into the folder, a part at a time. */
export async function exportRows(folder: string, { plan, sets, sources }: RowsToExport): Promise<ExportedRows> {
  const { request } = plan
  const { memory: megabytes, disk, scaler } = request
  const rows = await prepareRows(plan, sources, sets, { scaler, megabytes, disk, shared: false })
  const { inputs, bases } = rows.matrix
  try {
    await sources.stopThreads()
    await writeRequest(folder, {
      ...request,
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
function trainingRows({ matrix }: PreparedRows, { training }: Splits): ExportedSet[] {
  const rows = 'mapped' in matrix ? matrix.mapped : createMemorySink(matrix.features, matrix.inputs.length)
  return matrix.bases.flatMap(({ from }, index) => {
    const set = training[index]
    return set ? [{ set, rows, from }] : []
  })
}

function validationRows({ validation }: PreparedRows, sets: Splits): ExportedSet[] {
  return validation.flatMap((part, index) => {
    const set = sets.validation[index]
    return set && 'rows' in part ? [{ set, rows: part.rows, from: part.from, scaler: part.scaler }] : []
  })
}
