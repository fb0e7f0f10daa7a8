import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createUserWorkspace } from './user-files.js'
import { fillTrainingWorkspace } from './training-workspace.js'

/** A feature set with a column for each fault that a report points out; its history is 60 minutes. */
export const FAULTY = `import { defineFeatureSet, gridAfterHistory, makeFrame } from 'followupward'

export default defineFeatureSet({
  id: 'Faulty',
  version: 1,
  history: 60,
  columns: ['gain', 'again', 'less', 'still', 'holes', 'level'].map((name) => ({ name })),
  compute(candles) {
    const grid = gridAfterHistory('Faulty', 60, candles)
    const column = (value) => Float32Array.from({ length: grid.rows }, (_, i) => value(i + 60))
    const gain = column((i) => candles.close[i] / candles.close[i - 1] - 1)
    return makeFrame(grid, [
      ['gain', gain],
      ['again', gain.slice()],
      ['less', gain.map((value) => -value)],
      ['still', gain.map(() => 7)],
      ['holes', column((i) => (candles.close[i] > candles.close[i - 1] ? 1 : candles.volume[i] > 0 ? NaN : Infinity))],
      ['level', column((i) => candles.close[i])],
    ])
  },
})
`

/** Sets of the training workspace, with a test day. */
export const REPORT_SETS = `${[
  'training,2024-01-02,2024-01-09',
  'validation,2024-01-10,2024-01-11',
  'test,2024-01-12,2024-01-14',
].join('\n')}\n`

/** Two weeks of simulated candles of two bases, definitions of the user's own, and sets. */
export async function fillReportWorkspace(folder: string): Promise<void> {
  await fillTrainingWorkspace(folder)
  await createUserWorkspace({ 'features/Faulty.ts': FAULTY }, folder)
  await writeFile(join(folder, 'sets_split.csv'), REPORT_SETS)
}
