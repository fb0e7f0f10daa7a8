import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildReport } from '../../src/assessment/report/build-report.js'
import { renderReport } from '../../src/assessment/report/render-page.js'
import { pageAssets } from '../../src/workspace/page-assets.js'
import { formatPercent, formatSignedPercent } from '../../web/reports/format.js'
import { backgroundReport } from '../support/background-report.js'
import { chromiumPath, sharedBrowser } from '../support/browser.js'
import { keepScreenshot, openPage, type OpenPage } from '../support/open-page.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { PHONE, expectPhoneReady } from './dashboard/phone-checks.js'
import { expectAccessible } from './dashboard/support.js'

describe.skipIf(chromiumPath === undefined)('what is beside and behind the result of a report', () => {
  let browser: Browser
  const input = backgroundReport()
  beforeAll(async () => {
    browser = await sharedBrowser()
  })

  async function open(): Promise<OpenPage> {
    const file = join(await temporaryFolder(), 'report.html')
    await writeFile(file, renderReport(buildReport(input), await pageAssets('report')))
    return openPage(browser, file)
  }

  test('each section has the figures of the result, on a screen and on a telephone', async () => {
    const { page, errors } = await open()
    const textOf = async (id: string): Promise<string> => (await page.locator(`#${id}`).textContent()) ?? ''
    const { costs, capacity, concentration, regimes } = input.attribution ?? {}
    const behind = await textOf('behind')
    expect(behind).toContain(`a fee of ${formatPercent(costs?.breakEvenFee ?? Number.NaN, 3)} a side`)
    expect(await page.locator('table.costs tbody tr').count()).toBe(9)
    expect(await page.locator('table.costs tbody tr').first().textContent()).toContain(
      formatSignedPercent(costs?.gain[0]?.[0]?.[0] ?? Number.NaN),
    )
    expect(capacity?.points).toHaveLength(7)
    for (const { gain } of capacity?.points ?? []) expect(behind).toContain(formatSignedPercent(gain))
    expect(behind).toContain(`10 best trades of ${concentration?.trades.count}`)
    for (const { gain } of regimes?.hour ?? []) expect(behind).toContain(formatSignedPercent(gain))
    expect(behind).toContain('ema_20')
    const baselines = await textOf('baselines')
    expect(baselines).toContain('Positive control: passed')
    for (const one of [input.assessment.overall, input.baselines?.labels, input.baselines?.logistic])
      expect(baselines).toContain(formatSignedPercent(one?.gain ?? Number.NaN))
    const comparison = await textOf('comparison')
    expect(input.comparison?.sentences.length).toBeGreaterThan(2)
    for (const sentence of input.comparison?.sentences ?? []) expect(comparison).toContain(sentence)
    await expectAccessible(page)
    await keepScreenshot(page, 'report-background')
    await page.setViewportSize(PHONE)
    await expectPhoneReady(page)
    await keepScreenshot(page, 'report-background-phone')
    expect(errors).toEqual([])
  })

  test('the best trade opens on the candles, and another cell is not explained by this one', async () => {
    const { page, errors } = await open()
    const best = input.attribution?.bestTrades[0]
    await page
      .getByRole('region', { name: /^Best trades/ })
      .locator('tbody tr')
      .first()
      .click()
    await expect
      .poll(() => page.locator('#candles .note').first().textContent())
      .toContain(`: ${formatSignedPercent(best?.gain ?? Number.NaN)}`)
    expect(await page.locator('#candles-title').textContent()).toContain(best?.base ?? '?')
    await page.locator('.heat .cell[data-buy="3"][data-sell="3"]').click()
    await expect.poll(() => page.locator('#behind').textContent()).toContain('behind buy at 0.5, sell at 0.5 alone')
    expect(await page.locator('#baselines').count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('the table of labels and predictions fits its half of the page, and six figures stand in even rows', async () => {
    const { page } = await open()
    const table = page.locator('#confusion .scroll')
    expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0)
    const tops = await page
      .locator('#cell .tile')
      .evaluateAll((tiles) => tiles.map((tile) => tile.getBoundingClientRect().top))
    const rows = [...new Set(tops)].map((top) => tops.filter((one) => one === top).length)
    expect(rows).toEqual([3, 3])
  })
})
