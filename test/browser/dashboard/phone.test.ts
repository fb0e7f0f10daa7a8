import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { PHONE, expectPhoneReady, findOverlaps, findSmallTargets } from './phone-checks.js'
import { chromiumPath, expectAccessible, keepScreenshot, openDashboard } from './support.js'

/** A busy machine takes its time to begin a trader. */
const PATIENCE = 60_000

describe.skipIf(chromiumPath === undefined)('on a telephone', () => {
  const dashboard = openDashboard()

  async function open(path: string): Promise<{ readonly page: Page; readonly errors: string[] }> {
    const view = await dashboard.open('/start')
    await view.page.setViewportSize(PHONE)
    await view.page.goto(`${dashboard.url()}${path}`)
    return view
  }

  test.each([
    ['start', '/start', '.steps > li.done'],
    ['training', '/training', '#lineage tbody tr'],
    ['training-new', '/training?view=new', '.rows-preview tbody tr'],
    ['training-errors', '/training?view=new&epochs=0&learningRate=0', '[data-key="learningRate"] .error'],
    ['training-classifiers', '/training?view=classifiers', '#classifiers tbody tr'],
    ['training-compare', '/training?view=compare', '#compared li'],
    ['trading', '/trading', '#run-tab tbody tr'],
    ['trading-filtered', '/trading?runs.text=replay&tab=log', '.list-tools'],
  ])('%s fits, covers nothing, and can be used with a thumb', async (name, path, awaited) => {
    const { page, errors } = await open(path)
    await page.locator(awaited).first().waitFor()
    await expectPhoneReady(page)
    await expectAccessible(page)
    await keepScreenshot(page, `phone-${name}`)
    expect(errors.filter((text) => !text.includes('status of 400'))).toEqual([])
  })

  test('a control that covers another one, one that is too small, and a page that is too wide are found', async () => {
    const { page } = await open('/start')
    await page.locator('.steps > li.done').first().waitFor()
    await expectPhoneReady(page)
    await page.evaluate(() => {
      const button = document.createElement('button')
      button.textContent = 'over'
      button.style.cssText = 'position: absolute; left: 20px; top: 150px; min-height: 0; height: 20px; width: 500px'
      document.body.append(button)
    })
    expect(await findOverlaps(page)).toContain('H1 Everything is there | BUTTON over')
    expect(await page.evaluate(findSmallTargets)).toEqual(['BUTTON over: 20'])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeGreaterThan(PHONE.width)
  })

  test('the kill switch is on the first screen, as wide as a thumb wants it, and asks before it is pulled', async () => {
    const { page } = await open('/trading')
    const form = page.locator('#paper')
    await form.getByLabel('Speed').selectOption('60')
    await form.getByRole('button', { name: 'Start', exact: true }).click()
    const button = page.getByRole('button', { name: 'Kill switch' })
    await button.waitFor({ timeout: PATIENCE })
    await page.evaluate(() => scrollTo(0, 0))
    const box = await button.boundingBox()
    expect(box && box.y + box.height).toBeLessThan(420)
    expect(box?.height).toBeGreaterThanOrEqual(44)
    await expectPhoneReady(page)
    await keepScreenshot(page, 'phone-trading-running')
    await button.click()
    const dialog = page.getByRole('dialog')
    const confirm = dialog.getByRole('button', { name: 'Cancel all orders and stop' })
    await confirm.waitFor()
    const edges = await dialog.boundingBox()
    expect(edges && edges.x >= 0 && edges.x + edges.width <= PHONE.width).toBe(true)
    await keepScreenshot(page, 'phone-trading-kill')
    await confirm.click()
    await page.locator('.run-head').getByText('killed').waitFor({ timeout: PATIENCE })
    await page.getByRole('link', { name: 'Other runs, and a new one' }).click()
    await expect
      .poll(() => page.locator('#runs').evaluate((list) => list.getBoundingClientRect().top))
      .toBeLessThan(420)
  }, 200_000)
})
