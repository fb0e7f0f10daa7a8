import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { trustFolder } from '../../src/workspace/trusted-folders.js'
import { temporaryFolder } from './temporary-folder.js'

/** A feature set as a user would write it: the return over an hour. */
export const HOUR_RETURN = `import { defineFeatureSet, gridAfterHistory, makeFrame, type Candles } from 'followupward'
import { ratio } from './lib/ratio'

const id = 'HourReturn'
const history = 60

export default defineFeatureSet({
  id,
  version: 1,
  history,
  columns: [{ name: 'return' }],
  compute(candles: Candles) {
    const grid = gridAfterHistory(id, history, candles)
    const values = new Float32Array(grid.rows)
    for (let i = 0; i < grid.rows; i++) {
      values[i] = ratio(candles.close[i + history] ?? 0, candles.close[i] ?? 0) - 1
    }
    return makeFrame(grid, [['return', values]])
  },
})
`

export const RATIO = 'export const ratio = (a: number, b: number): number => a / b\n'

/** A target as a user would write it: whether the price is higher half an hour later. */
export const HIGHER_LATER = `import { TRADE_CLASSES, defineTarget, gridAfterHistory, makeFrame } from 'followupward'

const horizon = 30

export default defineTarget({
  id: 'HigherLater',
  version: 1,
  history: 0,
  horizon,
  classes: TRADE_CLASSES,
  compute(candles) {
    const grid = gridAfterHistory('HigherLater', 0, candles)
    const target = new Uint8Array(grid.rows)
    for (let i = 0; i + horizon < grid.rows; i++) {
      const gain = (candles.close[i + horizon] ?? 0) / (candles.close[i] ?? 0) - 1
      target[i] = gain > 0.002 ? 1 : gain < -0.002 ? 2 : 0
    }
    return makeFrame(grid, [['target', target]])
  },
})
`

/** Files of a user who trusts them, by path relative to a folder (default: a new temporary one). Resolves to the folder. */
export async function writeUserFiles(files: Readonly<Record<string, string>>, folder?: string): Promise<string> {
  const root = folder ?? (await temporaryFolder())
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  await trustFolder(root)
  return root
}

/** A workspace with a feature set and a target of its own. */
export function createUserWorkspace(changes: Readonly<Record<string, string>> = {}, folder?: string): Promise<string> {
  return writeUserFiles(
    {
      'features/HourReturn.ts': HOUR_RETURN,
      'features/lib/ratio.ts': RATIO,
      'targets/HigherLater.ts': HIGHER_LATER,
      ...changes,
    },
    folder,
  )
}
