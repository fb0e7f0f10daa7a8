import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chromiumPath, expectAccessible, expectFits, keepScreenshot, openDashboard } from './support.js'

/** A busy machine takes its time to score a set. */
const PATIENCE = { timeout: 60_000 }

describe.skipIf(chromiumPath === undefined)('a test set that nobody has opened', () => {
  // The demo opens its own: without its ledger the test set is as sealed as any other.
  const dashboard = openDashboard({ prepare: (folder) => rm(join(folder, 'ledger'), { recursive: true }) })

  test('is shown once a person opened it, who is told first what is written down', async () => {
    const { page } = await dashboard.open('/assessment?classifier=demo&set=test')
    const button = page.getByRole('button', { name: 'Open the test set …' })
    await button.waitFor(PATIENCE)
    expect(await page.locator('.notice').first().textContent()).toContain('is sealed: a test range since')
    expect(await page.locator('.heat').count()).toBe(0)
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, 'dashboard-sealed')
    await button.click()
    const dialog = page.getByRole('dialog', { name: 'Open the test set of demo?' })
    await expect.poll(() => dialog.textContent()).toContain('writes down for good')
    await keepScreenshot(page, 'dashboard-open-test-set')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    const log = join(dashboard.folder(), 'ledger', 'test-sets.log')
    expect(await readFile(log, 'utf8')).not.toContain('opened')
    await button.click()
    await dialog.getByRole('button', { name: 'Open the test set' }).click()
    await page.locator('.heat button').first().waitFor(PATIENCE)
    expect(await readFile(log, 'utf8')).toContain('"kind":"opened"')
  }, 120_000)
})
