import { UserError } from '../core/errors.js'
import { memoryUnder, sharedFloats } from '../core/shared-memory.js'
import type { MappedMatrix } from '../datasets/training-matrix.js'
import type { Trainer, TrainerSpec, TrainingRows } from '../nets/trainer.js'

/**
 * A little memory that stands for all rows of a file, for a trainer that takes rows in memory only: before each chunk the rows
 * that it asks for are put there. A row in it always has the same class: there are as many for each class as a chunk has rows.
 */
export interface Stage {
  readonly data: TrainingRows
  /** Puts these rows of the matrix on the stage and tells which rows of the stage they are now. */
  place(rows: Int32Array): Int32Array
}

/** A stage for chunks of at most `most` rows. Throws UserError where there is no memory for it. */
export function openStage({ mapped, labels }: MappedMatrix, classes: number, most: number): Stage {
  const { width } = mapped
  // The trainer reads them where they lie, so that what is placed here reaches it.
  const features = sharedFloats(classes * most * width)
  if (!memoryUnder(features)) throw new UserError('there is no memory that threads could share; close other programs')
  const data = {
    rows: classes * most,
    features,
    labels: Uint8Array.from({ length: classes * most }, (_, i) => i / most),
  }
  return {
    data,
    place: (rows) => {
      const next = Int32Array.from({ length: classes }, (_, index) => index * most)
      return rows.map((row) => {
        const label = labels[row] ?? 0
        const place = next[label] ?? 0
        next[label] = place + 1
        mapped.read(row, 1, features.subarray(place * width, (place + 1) * width))
        return place
      })
    },
  }
}

/** The kernel on a stage, to be asked for rows of the matrix. */
export async function openStagedTrainer(
  open: (spec: TrainerSpec) => Promise<Trainer>,
  spec: TrainerSpec,
  stage: Stage,
): Promise<Trainer> {
  const trainer = await open({ ...spec, data: stage.data, engine: 'wasm' })
  return {
    ...trainer,
    run: ({ rows, ...chunk }) => trainer.run({ ...chunk, rows: stage.place(rows) }),
    restore: async (state) => {
      // Another engine would copy the stage once, and never see what is placed on it.
      if (state.engine !== undefined && state.engine !== 'wasm')
        throw new UserError('the checkpoint was made on another kind of machine; train without --resume to begin anew')
      await trainer.restore(state)
    },
  }
}
