import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { assess } from '../../src/assessment/assessment.js'
import { buildReport, type ReportInput } from '../../src/assessment/report/build-report.js'
import { renderReport } from '../../src/assessment/report/render-page.js'
import { pageAssets } from '../../src/workspace/page-assets.js'
import { createRng } from '../../src/core/rng.js'
import { chromiumPath, sharedBrowser } from '../support/browser.js'
import { PHONE, expectPhoneReady } from './dashboard/phone-checks.js'
import { expectAccessible } from './dashboard/support.js'
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
    for (const id of ['cell', 'matrix', 'candles', 'trades', 'confusion', 'reliability', 'training', 'paper']) {
      const box = await page.locator(`#${id}`).boundingBox()
      expect(box?.height, id).toBeGreaterThan(100)
      expect((box?.x ?? 0) + (box?.width ?? Infinity), id).toBeLessThanOrEqual(1280)
    }
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280)
    await expect
      .poll(() => page.locator('.badge').allTextContents())
      .toEqual(['chosen on this very set', 'simulated market'])
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
      .toEqual(['thresholds chosen on this very set', 'simulated market'])
  })

  test('a set that chose nothing is green for the cell that was chosen elsewhere, and amber for one that the reader picks', async () => {
    const input = await goldenReport()
    const { page } = await open({ ...input, source: { ...input.source, set: 'test', usedForSelection: 'no' } })
    const badge = page.locator('.badge').first()
    await expect.poll(() => badge.textContent()).toBe('nothing shown was chosen on this set')
    expect(await badge.getAttribute('class')).toBe('badge good')
    await page.locator('.cell[data-buy="6"][data-sell="6"]').click()
    await expect.poll(() => badge.getAttribute('class')).toBe('badge warn')
    expect(await page.locator('header.page').textContent()).not.toMatch(/--\w/)
    expect(await page.locator('.selection').textContent()).not.toMatch(/--\w/)
  })

  test('thousands of trades are sorted, filtered and stored as a whole', async () => {
    const input = await goldenReport()
    const { page, errors } = await open(await manyTrades(input))
    const note = page.locator('#trades .note').first()
    await expect.poll(() => note.textContent()).toMatch(/^[2-9],\d{3}, summed/)
    await expect
      .poll(() => page.locator('#candles .note').first().textContent())
      .toMatch(/1,\d{3} trades; \d.* marks, one a bar and side, stand for/)
    await page.locator('#trades').getByRole('button', { name: 'Gain', exact: true }).click()
    await expect.poll(() => page.locator('#trades th[aria-sort]').textContent()).toContain('Gain')
    const best = await page.locator('#trades tbody td:last-child').allTextContents()
    const gains = best.map((text) => Number(text.replace('−', '-').replace(' %', '')))
    expect(gains).toEqual([...gains].sort((a, b) => b - a))
    await page.locator('#trades input[name="maxMinutes"]').fill('3')
    await page.locator('#trades input[name="maxMinutes"]').press('Enter')
    await page.locator('#trades input[name="minGain"]').fill('-0.2')
    await page.locator('#trades input[name="minGain"]').press('Enter')
    await expect.poll(() => note.textContent()).toMatch(/ of [\d,]+, summed/)
    const button = page.locator('#trades').getByRole('button', { name: /^csv of/ })
    const count = Number(/\d+/.exec((await button.textContent())?.replaceAll(',', '') ?? '')?.[0])
    expect(count).toBeGreaterThan(1)
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n').slice(1)
    expect(lines).toHaveLength(count)
    for (const line of lines) {
      const [, , , , , , minutes, gain] = line.split(',')
      expect(Number(minutes)).toBeLessThanOrEqual(3)
      expect(Number(gain)).toBeGreaterThanOrEqual(-0.002)
    }
    await keepScreenshot(page, 'report-many-trades')
    await page.getByRole('button', { name: 'All trades' }).click()
    await expect.poll(() => note.textContent()).toMatch(/^[2-9],\d{3}, summed/)
    expect(errors).toEqual([])
  })

  test('a report by the exit after minutes at a loss has its single trades, in every cell', async () => {
    const input = await goldenReport()
    const lossMinutes = 5
    const series = input.assessment.bases.map((base) => base.series)
    const assessment = assess(series, { fee: 0.001, seed: 1, cell: input.assessment.cell, exits: { lossMinutes } })
    const { page, errors } = await open({ ...input, assessment, source: { ...input.source, exits: { lossMinutes } } })
    await expect.poll(() => page.locator('.facts').textContent()).toContain('more than 5 min at a loss')
    const listed = (buy: number, sell: number): number => Math.min(200, assessment.matrix.count[buy]?.[sell] ?? 0)
    await expect.poll(() => page.locator('#trades tbody tr').count()).toBe(listed(4, 5))
    await page.locator('.cell[data-buy="6"][data-sell="4"]').click()
    await expect.poll(() => page.locator('#trades tbody tr').count()).toBe(listed(6, 4))
    await page.locator('#trades td', { hasText: 'at a loss' }).first().waitFor()
    expect(errors).toEqual([])
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
      .poll(() => page.locator('#cell .tile dd').first().textContent())
      .toBe(percentText(matrix.gain[6]?.[6] ?? Number.NaN))
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await expect.poll(() => rows.count()).toBe(matrix.count[5]?.[6])
    expect(errors).toEqual([])
  })

  test('every cell replays to the gain and count of the matrix', async () => {
    const { page } = await open(await goldenReport())
    const wrong = await page.evaluate(async () => {
      const errors: string[] = []
      for (const cell of document.querySelectorAll<HTMLElement>('.heat .cell')) {
        cell.click()
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
        const noted = document.querySelector('#trades .note')?.textContent
        const gained = document.querySelector('#cell .tile dd')?.textContent
        const [expected, gain] = [cell.querySelector('small')?.textContent, cell.querySelector('b')?.textContent ?? '']
        if (Number(/^[\d,]+/.exec(noted ?? '')?.[0].replaceAll(',', '')) !== Number(expected))
          errors.push(`${noted} is not ${expected}`)
        if (!gained?.startsWith(gain.slice(0, 3))) errors.push(`${gained} is not ${gain}`)
      }
      return errors
    })
    expect(wrong).toEqual([])
  })

  test('a base and one of its trades can be chosen', async () => {
    const input = await goldenReport()
    const { page, errors } = await open(input)
    await page.locator('select[name="base"]').selectOption('near')
    await expect
      .poll(() => page.locator('#trades tbody tr').count())
      .toBe(input.assessment.matrix.bases[1]?.count[4]?.[5])
    await page.locator('#trades tbody tr').nth(3).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#trades tr[aria-selected="true"]').count()).toBe(1)
    await expect
      .poll(() => page.locator('#candles').textContent())
      .toMatch(/Candles and trades of near.*simulated market.*trade 4: /)
    await expect.poll(() => page.locator('#candles .note').first().textContent()).toContain('bars of 1 min')
    await keepScreenshot(page, 'report-trade')
    expect(errors).toEqual([])
  })

  test('zooming out brings coarser candles, and a button the whole range', async () => {
    const { page, errors } = await open(await goldenReport())
    const interval = async (): Promise<string> => {
      const note = await page.locator('#candles .note').first().textContent()
      return /bars of \d+ min/.exec(note ?? '')?.[0] ?? ''
    }
    await expect.poll(interval).toBe('bars of 15 min')
    await page.locator('#trades tbody tr').first().click()
    await page.locator('#candles .trade-chart').scrollIntoViewIfNeeded()
    await page.locator('#candles .trade-chart').hover()
    await expect.poll(interval).toBe('bars of 1 min')
    for (let turn = 0; turn < 60 && (await interval()) === 'bars of 1 min'; turn++) {
      await page.mouse.wheel(0, 300)
      await page.waitForTimeout(30)
    }
    await expect.poll(interval).toBe('bars of 5 min')
    await page.getByText('Full range').click()
    await expect.poll(interval).toBe('bars of 15 min')
    await expect.poll(() => page.locator('#trades tr[aria-selected="true"]').count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('fits a telephone: one column, nothing over anything, controls that a thumb meets', async () => {
    const { page, errors } = await open(await goldenReport())
    await page.setViewportSize(PHONE)
    await expectPhoneReady(page)
    await keepScreenshot(page, 'report-phone')
    await page.locator('.cell[data-buy="6"][data-sell="6"]').click()
    await expectPhoneReady(page)
    expect(errors).toEqual([])
  })

  test('keeps its cell, base and filter in its address, and is found again by it', async () => {
    const input = await goldenReport()
    const { page, errors } = await open(input)
    await page.locator('.cell[data-buy="6"][data-sell="6"]').click()
    await page.locator('select[name="base"]').selectOption('near')
    await expect.poll(() => page.url()).toContain('buy=0.9&sell=0.9&base=near')
    await page.reload()
    await expect.poll(() => page.locator('#cell .note').first().textContent()).toMatch(/^near · /)
    expect(await page.locator('.cell[data-buy="6"][data-sell="6"]').getAttribute('aria-pressed')).toBe('true')
    await page.goBack()
    await expect.poll(() => page.locator('#cell .note').first().textContent()).toMatch(/^all bases · /)
    expect(errors).toEqual([])
  })

  test('axe finds nothing in it', async () => {
    const { page } = await open(await goldenReport())
    await expectAccessible(page)
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

/** Two bases whose signals change every other minute. */
async function manyTrades(input: ReportInput): Promise<ReportInput> {
  const rng = createRng(11)
  const series = input.assessment.bases.map(({ series: one }) => ({
    ...one,
    buy: one.buy.map(() => rng.float()),
    sell: one.sell.map(() => rng.float()),
    hold: one.hold.map(() => 0.1),
  }))
  return {
    ...input,
    assessment: assess(series, { fee: 0.001, seed: 1, cell: { buyThreshold: 0.3, sellThreshold: 0.3 } }),
  }
}

function percentText(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)} %`
}
