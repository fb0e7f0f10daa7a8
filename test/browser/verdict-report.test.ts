import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { assess } from '../../src/assessment/assessment.js'
import { buildReport, type ReportInput } from '../../src/assessment/report/build-report.js'
import { renderReport } from '../../src/assessment/report/render-page.js'
import { makeVerdict } from '../../src/assessment/verdict/make-verdict.js'
import { DAY } from '../../src/core/time.js'
import { pageAssets } from '../../src/workspace/page-assets.js'
import { chromiumPath, sharedBrowser } from '../support/browser.js'
import { goldenSource } from '../support/golden-report.js'
import { keepScreenshot, openPage, type OpenPage } from '../support/open-page.js'
import { scoredMarket } from '../support/scored-market.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { PHONE, expectPhoneReady } from './dashboard/phone-checks.js'
import { expectAccessible } from './dashboard/support.js'

const trading = { fee: 0.0001 }
const cell = { buyThreshold: 0.5, sellThreshold: 0.5 }
const selection = [scoredMarket({ seed: 1, edge: 0.3, days: 20 })]
const later = [scoredMarket({ seed: 2, edge: 0.3, days: 20, from: Date.UTC(2024, 0, 1) + 20 * DAY })]
const options = { trading, trials: [], horizon: 10, seed: 1, draws: 200, cell, selection }

/** What `assess` hands to a report of the validation set, and of the test set. */
function inputOf(set: 'validation' | 'test'): ReportInput {
  const isTest = set === 'test'
  return {
    assessment: assess(isTest ? later : selection, { ...trading, seed: 1, cell }),
    source: { ...goldenSource, set, usedForSelection: isTest ? 'no' : 'yes' },
    candles: new Map(),
    history: [],
    timeZone: 'UTC',
    madeAt: Date.UTC(2024, 3, 1),
    verdict: makeVerdict(isTest ? { ...options, later } : options),
  }
}

describe.skipIf(chromiumPath === undefined)('the verdict in a report', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await sharedBrowser()
  })

  async function open(input: ReportInput): Promise<OpenPage> {
    const file = join(await temporaryFolder(), 'report.html')
    await writeFile(file, renderReport(buildReport(input), await pageAssets('report')))
    return openPage(browser, file)
  }

  test('comes first, with its sentences and figures, amber on the days that selected the thresholds', async () => {
    const input = inputOf('validation')
    const { page, errors } = await open(input)
    expect(await page.locator('section').first().getAttribute('id')).toBe('verdict')
    expect(input.verdict).toMatchObject({ status: 'edge', optimistic: true })
    expect(await page.locator('.verdict-headline').getAttribute('class')).toBe('verdict-headline warn')
    const text = (await page.locator('#verdict').textContent()) ?? ''
    expect(input.verdict?.sentences.length).toBeGreaterThan(4)
    for (const sentence of input.verdict?.sentences ?? []) expect(text).toContain(sentence)
    expect(text).toContain('on the very days that selected the thresholds, which is too good')
    const labels = await page.locator('#verdict .tile dt').allTextContents()
    expect(labels).toEqual([
      'Gain of the capital',
      'Gain a day, 95 %',
      'Trades',
      'Days',
      'Trials K',
      'p by shifted scores',
      'Sharpe ratio, a year',
      'Days still needed',
    ])
    await expectAccessible(page)
    await keepScreenshot(page, 'report-verdict')
    await page.setViewportSize(PHONE)
    await expectPhoneReady(page)
    await keepScreenshot(page, 'report-verdict-phone')
    expect(errors).toEqual([])
  })

  test('is green on later days alone, and is not that of another cell', async () => {
    const { page, errors } = await open(inputOf('test'))
    const headline = page.locator('.verdict-headline')
    expect(await headline.getAttribute('class')).toBe('verdict-headline good')
    expect(await headline.textContent()).toContain('on days that selected nothing')
    expect(await page.locator('.verdict-reasons').count()).toBe(0)
    await page.locator('.heat .cell[data-buy="3"][data-sell="3"]').click()
    await expect.poll(() => headline.count()).toBe(0)
    expect(await page.locator('#verdict').textContent()).toContain('the verdict on buy at 0.5, sell at 0.5 alone')
    expect(errors).toEqual([])
  })

  test('that nobody could give says what is missing', async () => {
    const few = [scoredMarket({ seed: 3, days: 3 })]
    const { page, errors } = await open({
      ...inputOf('validation'),
      assessment: assess(few, { ...trading, seed: 1, cell }),
      verdict: makeVerdict({ ...options, selection: few }),
    })
    expect(await page.locator('.verdict-headline').textContent()).toContain(
      'It cannot be said whether there is an edge: ',
    )
    expect(await page.locator('.verdict-reasons').textContent()).toContain('there are too few days')
    expect(errors).toEqual([])
  })
})
