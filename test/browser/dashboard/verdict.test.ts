import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { commandLine } from '../../support/demo-workspace.js'
import { PHONE, expectPhoneReady } from './phone-checks.js'
import { chromiumPath, expectAccessible, expectFits, keepScreenshot, openDashboard } from './support.js'

/** A busy machine takes its time to score a set. */
const PATIENCE = { timeout: 60_000 }
const printed = z.object({ verdict: z.object({ optimistic: z.boolean(), sentences: z.array(z.string()) }) })

describe.skipIf(chromiumPath === undefined)('the verdict on the assessment page', () => {
  const dashboard = openDashboard()

  test('comes first, is that of assess, and amber on the set that selected the thresholds', async () => {
    const args = [commandLine, 'assess', 'demo', '--set', 'validation', '--json', '--no-html']
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: dashboard.folder() })
    const { verdict } = printed.parse(JSON.parse(stdout))
    const { page, errors } = await dashboard.open('/assessment?classifier=demo&set=validation')
    const headline = page.locator('.verdict-headline')
    await headline.waitFor(PATIENCE)
    expect(await page.locator('main section').first().getAttribute('id')).toBe('verdict')
    expect(await headline.getAttribute('class')).toBe('verdict-headline warn')
    expect(verdict.optimistic).toBe(true)
    const text = await page.locator('#verdict').textContent()
    for (const sentence of verdict.sentences) expect(text).toContain(sentence)
    expect(await page.locator('.selection .fills').textContent()).toMatch(
      /^Orders are filled at the next open, .*spread/,
    )
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, 'dashboard-verdict')
    await page.locator('.heat button[data-buy="2"][data-sell="3"]').click()
    await expect.poll(() => page.locator('#verdict .note').first().textContent()).toContain('buy at 0.5, sell at 0.6')
    await page.locator('#verdict [role="status"]', { hasText: 'is being computed' }).waitFor()
    expect(await headline.count()).toBe(0)
    await page.goBack()
    await headline.waitFor(PATIENCE)
    await page.setViewportSize(PHONE)
    await expectPhoneReady(page)
    await keepScreenshot(page, 'dashboard-verdict-phone')
    expect(errors).toEqual([])
  }, 120_000)
})
