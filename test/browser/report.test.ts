import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildReport, type ReportInput } from '../../src/assessment/report/build-report.js'
import { renderReport } from '../../src/assessment/report/render-page.js'
import { pageAssets } from '../../src/workspace/page-assets.js'
import { chromiumPath, sharedBrowser } from '../support/browser.js'
import { goldenReport } from '../support/golden-report.js'
import { keepScreenshot, openPage, type OpenPage, type Scheme } from '../support/open-page.js'
import { temporaryFolder } from '../support/temporary-folder.js'

describe.skipIf(chromiumPath === undefined)('the report in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await sharedBrowser()
  })

  async function open(input: ReportInput, scheme?: Scheme): Promise<OpenPage> {
    const file = join(await temporaryFolder(), 'report.html')
    await writeFile(file, renderReport(buildReport(input), await pageAssets('report')))
    return openPage(browser, file, scheme)
  }

  test.each<Scheme>(['light', 'dark'])('draws every part without an error or a request, %s', async (scheme) => {
    const { page, errors, requests } = await open(await goldenReport(), scheme)
    expect(errors).toEqual([])
    expect(requests).toEqual([])
    for (const id of ['matrix', 'candles', 'equity', 'trades', 'confusion', 'training', 'paper']) {
      const box = await page.locator(`#${id}`).boundingBox()
      expect(box?.height, id).toBeGreaterThan(100)
      expect((box?.x ?? 0) + (box?.width ?? Infinity), id).toBeLessThanOrEqual(1280)
    }
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280)
    await expect
      .poll(() => page.locator('.badge').allTextContents())
      .toEqual(['simulated market', 'used for selection'])
    await keepScreenshot(page, `report-${scheme}`)
  })

  test('a cell that the shown rows chose themselves is marked so, also on a set that chose nothing else', async () => {
    const input = await goldenReport()
    const { page } = await open({
      ...input,
      source: { ...input.source, usedForSelection: 'no', cellChosenBy: 'hindsight' },
    })
    await expect
      .poll(() => page.locator('.badge').allTextContents())
      .toEqual(['simulated market', 'not used for selection', 'cell chosen by these very rows'])
  })

  test('a cell shows its own trades and figures, by click and by keyboard', async () => {
    const input = await goldenReport()
    const { page, errors } = await open(input)
    const { matrix } = input.assessment
    const rows = page.locator('#trades tbody tr')
    await expect.poll(() => rows.count()).toBe(matrix.count[4]?.[5])
    await page.locator('.cell[data-buy="6"][data-sell="6"]').click()
    await expect.poll(() => rows.count()).toBe(matrix.count[6]?.[6])
    await expect.poll(() => page.locator('.cell[aria-pressed="true"]').count()).toBe(1)
    await expect
      .poll(() => page.locator('#figures dd').first().textContent())
      .toBe(percentText(matrix.gain[6]?.[6] ?? Number.NaN))
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await expect.poll(() => rows.count()).toBe(matrix.count[5]?.[6])
    expect(errors).toEqual([])
  })

  test('every cell replays to the gain and count of the matrix', async () => {
    const { page } = await open(await goldenReport())
    const wrong = await page.evaluate(() => {
      const errors: string[] = []
      for (const cell of document.querySelectorAll<HTMLElement>('.cell')) {
        cell.click()
        const noted = document.querySelector('#trades .note')?.textContent ?? ''
        const expected = cell.querySelector('small')?.textContent ?? ''
        if (!noted.includes(`· ${expected} trade`)) errors.push(`${noted} is not ${expected}`)
      }
      return errors
    })
    expect(wrong).toEqual([])
  })

  test('a base and one of its trades can be chosen', async () => {
    const input = await goldenReport()
    const { page, errors } = await open(input)
    await page.locator('#base').selectOption('near')
    await expect
      .poll(() => page.locator('#trades tbody tr').count())
      .toBe(input.assessment.matrix.bases[1]?.count[4]?.[5])
    await page.locator('#trades tbody tr button').nth(3).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#trades tr[aria-selected="true"]').count()).toBe(1)
    await expect
      .poll(() => page.locator('#candles .note').textContent())
      .toContain('near, simulated market · selected trade')
    await expect.poll(() => page.locator('.interval').textContent()).toBe('bars of 1 min')
    await keepScreenshot(page, 'report-trade')
    expect(errors).toEqual([])
  })

  test('zooming out brings coarser candles, and a button the whole range', async () => {
    const { page, errors } = await open(await goldenReport())
    const interval = page.locator('.interval')
    await expect.poll(() => interval.textContent()).toBe('bars of 15 min')
    await page.locator('#trades tbody button').first().click()
    await page.evaluate(() => scrollTo(0, 0))
    await page.locator('#candles .chart').hover()
    await expect.poll(() => interval.textContent()).toBe('bars of 1 min')
    for (let turn = 0; turn < 60 && (await interval.textContent()) === 'bars of 1 min'; turn++) {
      await page.mouse.wheel(0, 300)
      await page.waitForTimeout(30)
    }
    await expect.poll(() => interval.textContent()).toBe('bars of 5 min')
    await page.getByText('Full range').click()
    await expect.poll(() => interval.textContent()).toBe('bars of 15 min')
    await expect.poll(() => page.locator('#trades tr[aria-selected="true"]').count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('the theme can be turned', async () => {
    const { page, errors } = await open(await goldenReport(), 'dark')
    const back = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const dark = await back()
    await page.locator('#theme').click()
    await expect.poll(back).not.toBe(dark)
    await expect.poll(() => page.locator('#theme').textContent()).toBe('Dark theme')
    expect(errors).toEqual([])
  })

  test('names from outside are text, never markup', async () => {
    const input = await goldenReport()
    const name = '</script><img src=x onerror=alert(1)><!--'
    const { page, errors, requests } = await open({ ...input, source: { ...input.source, name } })
    await expect.poll(() => page.locator('h1').textContent()).toBe(name)
    await expect.poll(() => page.title()).toContain(name)
    expect([...errors, ...requests]).toEqual([])
  })

  test('predictions without candles, training or trades still make a page', async () => {
    const input = await goldenReport()
    const [first] = input.assessment.bases
    if (!first) throw new Error('no base')
    const { assess } = await import('../../src/assessment/assessment.js')
    const quiet = { ...first.series, buy: first.series.buy.map(() => 0) }
    const { paperTrade: _, ...rest } = input
    const { page, errors } = await open({
      ...rest,
      assessment: assess([quiet], { fee: 0.001, seed: 1 }),
      source: { ...input.source, kind: 'predictions', usedForSelection: 'unknown', simulated: false },
      candles: new Map(),
      history: [],
    })
    await expect.poll(() => page.locator('#trades .empty').textContent()).toContain('No trades')
    await expect.poll(() => page.locator('#training').count()).toBe(0)
    await keepScreenshot(page, 'report-quiet')
    expect(errors).toEqual([])
  })
})

function percentText(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)} %`
}
