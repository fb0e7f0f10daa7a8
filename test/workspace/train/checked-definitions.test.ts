import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { ClassifierDescription } from '../../../src/classifier/description.js'
import { failedChecks } from '../../../src/workspace/check/result.js'
import type { TrainRequest } from '../../../src/workspace/train/request.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'
import { createUserWorkspace } from '../../support/user-files.js'

const LEAK = fileURLToPath(new URL('../../fixtures/leaky/ShiftByMinusOne.ts', import.meta.url))

async function trainingWorkspace(): Promise<TestWorkspace> {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  await createUserWorkspace({}, folder)
  await mkdir(join(folder, 'features'), { recursive: true })
  await cp(LEAK, join(folder, 'features/ShiftByMinusOne.ts'))
  return openTestWorkspace(folder)
}

async function train(workspace: TestWorkspace, changes: Partial<TrainRequest>): Promise<ClassifierDescription> {
  const request = { ...TRAINING, epochs: 1, batchSize: 256, name: 'made', ...changes }
  return (await workspace.train(request)).classifier.description
}

describe('training', () => {
  test('takes definitions of the workspace once they have passed a quick check, and says so in the classifier', async () => {
    const workspace = await trainingWorkspace()
    const { features, target } = await train(workspace, { features: 'HourReturn', target: 'HigherLater' })
    expect([features.id, features.check, target.id, target.check]).toEqual([
      'HourReturn',
      'passed',
      'HigherLater',
      'passed',
    ])
    // The second time what was found is known.
    const again = await openTestWorkspace(workspace.directory)
    const second = await train(again, { features: 'HourReturn', overwrite: true })
    expect(again.shown).not.toContain('checking')
    expect(second.target.check).toBe('shipped')
    // Other use cases find the definitions again.
    const { assessment } = await workspace.assess({ classifier: 'made', set: 'validation' })
    expect(assessment.overall.rows).toBeGreaterThan(0)
  })

  test('refuses one that looks ahead, in one line, unless told otherwise', async () => {
    const workspace = await trainingWorkspace()
    await expect(train(workspace, { features: 'ShiftByMinusOne' })).rejects.toThrow(
      /^ShiftByMinusOne failed causality: column return at \S+ on simulated 1: looks ahead, .*; train with unchecked, or mend it and look again with/,
    )
    const { features } = await train(workspace, { features: 'ShiftByMinusOne', unchecked: true })
    expect(features.check).toBe('failed')
  })

  test('believes what check found, and asks again where the source has changed', async () => {
    const workspace = await trainingWorkspace()
    const { reports } = await workspace.check({ definitions: ['ShiftByMinusOne'], bases: ['one'] })
    expect(reports.flatMap(failedChecks)).toContain('causality')
    const later = await openTestWorkspace(workspace.directory)
    await expect(train(later, { features: 'ShiftByMinusOne' })).rejects.toThrow(/^ShiftByMinusOne failed causality/)
    expect(later.shown).not.toContain('checking')
    const mended = (await readFile(LEAK, 'utf8')).replace('Math.min(row + 1, grid.rows)', 'row - 1')
    await writeFile(join(workspace.directory, 'features/ShiftByMinusOne.ts'), mended)
    expect((await train(later, { features: 'ShiftByMinusOne' })).features.check).toBe('passed')
  })

  test('does not check what it is told not to', async () => {
    const workspace = await trainingWorkspace()
    const { features } = await train(workspace, { features: 'HourReturn', unchecked: true })
    expect(workspace.shown).not.toContain('checking')
    expect(features.check).toBe('unchecked')
  })
})
