import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

const REQUEST = { ...TRAINING, epochs: 1, batchSize: 256, name: 'net' }

test.each(['webgpu', 'cuda'] as const)(
  '%s trains where there is one, and is refused in one line where there is none',
  async (device) => {
    const folder = await temporaryFolder()
    await fillTrainingWorkspace(folder)
    const workspace = await openTestWorkspace(folder)
    const made = await workspace.train({ ...REQUEST, device }).catch((error: unknown) => error)
    if (!(made instanceof Error)) {
      expect(made).toMatchObject({ classifier: { description: { training: { device } } } })
      return
    }
    expect(made).toBeInstanceOf(UserError)
    expect(made.message).toMatch(new RegExp(`^device ${device} is not there: .+; leave device out.*$`))
    expect(await readdir(folder)).not.toContain('classifiers')
    const { classifier } = await workspace.train({ ...REQUEST, device: 'cpu' })
    // Threads that nobody asked for are found by timing, and are no part of what made the classifier.
    expect(classifier.description.training).toMatchObject({ device: 'cpu' })
    expect(classifier.description.training.threads).toBeUndefined()
    await expect(workspace.assess({ classifier: 'net', device })).rejects.toThrow(`device ${device} is not there: `)
  },
)
