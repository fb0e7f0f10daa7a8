import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { sliceCandles } from '../../../src/core/candles.js'
import { DAY } from '../../../src/core/time.js'
import { simulateCandles, toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { chromiumPath, expectAccessible, expectFits, openDashboard, keepScreenshot } from './support.js'

const CHART_TITLES = ['All', '6 months', '10 days', '1 day', '4 hours']
const WAY_BACK = Date.UTC(2024, 1, 10, 12)

/** Waits until all five charts have their bars. */
async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelectorAll('.chart .legend').length === 5)
}

const query = (page: Page): URLSearchParams => new URL(page.url()).searchParams
const legend = async (page: Page, title: string): Promise<string> =>
  (await page
    .locator('.chart', { has: page.getByRole('heading', { name: title, exact: true }) })
    .locator('.legend')
    .textContent()) ?? ''

/** What a chart says of itself to those who do not see it. */
async function described(page: Page, title: string): Promise<string> {
  const chart = page.locator('.chart', { has: page.getByRole('heading', { name: title, exact: true }) })
  return (await chart.getByRole('img').getAttribute('aria-label')) ?? ''
}

async function clickChart(page: Page, title: string, share: number): Promise<void> {
  const chart = page.locator('.chart', { has: page.getByRole('heading', { name: title, exact: true }) })
  const box = await chart.getByRole('img').boundingBox()
  if (!box) throw new Error(`no chart ${title}`)
  await page.mouse.click(box.x + share * box.width, box.y + box.height / 3)
}

describe.skipIf(chromiumPath === undefined)('the market page in a browser', () => {
  const dashboard = openDashboard()

  test.each(['light', 'dark'] as const)('shows figures and five charts without an error, %s', async (scheme) => {
    const { page, errors } = await dashboard.open('/market', { scheme })
    await drawn(page)
    await expect.poll(() => page.locator('.chart h2').allTextContents()).toEqual(CHART_TITLES)
    await expect.poll(() => page.locator('.figures tbody tr').count()).toBe(2)
    await expect.poll(() => page.locator('.figures tbody td').first().textContent()).toMatch(/^[\d.,]+$/)
    await expectFits(page)
    await expectAccessible(page)
    // What is shown is in the address: a link shows the same later.
    expect(query(page).get('base')).toBe('sim')
    expect(errors).toEqual([])
  })

  test('a click in a chart moves the finer ones there, a button brings them back', async () => {
    const { page, errors } = await dashboard.open('/market?base=sim')
    await drawn(page)
    const before = await Promise.all(CHART_TITLES.map((title) => described(page, title)))
    await clickChart(page, '6 months', 0.4)
    await page.waitForFunction(() => new URL(location.href).searchParams.has('focus'))
    await expect.poll(() => described(page, '4 hours')).not.toBe(before[4])
    await expect.poll(() => described(page, '10 days')).not.toBe(before[2])
    await expect.poll(() => described(page, 'All')).toBe(before[0])
    await expect.poll(() => described(page, '6 months')).toBe(before[1])
    const focus = query(page).get('focus')?.split(',') ?? []
    expect(focus[0]).toBe('')
    await expect.poll(() => page.getByLabel('Focus').inputValue()).toBe(focus.at(-1)?.replace('T', ' '))
    await page.getByRole('button', { name: 'To the end' }).click()
    await expect.poll(() => described(page, '4 hours')).toBe(before[4])
    expect(query(page).has('focus')).toBe(false)
    await page.goBack()
    await expect.poll(() => query(page).get('focus')).toBe(focus.join(','))
    expect(errors).toEqual([])
  })

  test('keys do what the pointer does', async () => {
    const { page } = await dashboard.open('/market?base=sim')
    await drawn(page)
    const before = await described(page, '4 hours')
    await page.getByRole('img', { name: /^sim/ }).first().focus()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
    await expect.poll(() => legend(page, 'All')).toContain('2024-01-0')
    await page.keyboard.press('Enter')
    await expect.poll(() => described(page, '4 hours')).not.toBe(before)
    await page.getByLabel('Focus').fill('2024-02-10 12:00')
    await page.getByLabel('Focus').press('Enter')
    await expect.poll(() => query(page).get('focus')).toBe('2024-02-10T12:00')
    await expect.poll(() => legend(page, '4 hours')).toContain('2024-02-10')
  })

  test('the table sorts by a column, chooses a base, and compares', async () => {
    const { page, errors } = await dashboard.open('/market?base=sim')
    await drawn(page)
    const names = (): Promise<string[]> =>
      page.locator('.figures tbody tr').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-base') ?? ''))
    const header = page.locator('.figures [data-sort="liquidity"]')
    await expect
      .poll(() => page.locator('.figures th[aria-sort="descending"]').textContent())
      .toBe(await header.textContent())
    const down = await names()
    await header.click()
    await expect.poll(names).toEqual(down.toReversed())
    expect(query(page).get('sort')).toBe('liquidity')
    await header.press('Enter')
    await expect.poll(names).toEqual(down)
    await page.locator('.figures tr[data-base="mis"] td').first().click()
    await expect.poll(() => described(page, '1 day')).toMatch(/^mis /)
    await expect.poll(() => page.locator('h1').textContent()).toContain('MIS/USDT')
    const compared = page.waitForResponse((response) => response.url().includes('candles?base=sim'))
    await page.getByLabel('compare sim').check()
    expect(query(page).get('with')).toBe('sim')
    await compared
    await expect.poll(() => page.locator('h1').textContent()).toContain('MIS/USDT')
    expect(errors).toEqual([])
  })

  test('all bases are compared by one button, with their gains in the legend, and none by another one', async () => {
    const { page, errors } = await dashboard.open('/market?base=sim')
    await drawn(page)
    await page.getByRole('button', { name: 'compare all' }).click()
    expect(query(page).get('with')).toBe('mis')
    const legends = page.getByRole('list', { name: 'Gains of the compared bases' })
    await expect.poll(() => legends.count()).toBe(5)
    await expect.poll(() => legends.first().textContent()).toMatch(/sim [+−][\d.]+ %/)
    await expect.poll(() => legends.first().textContent()).toMatch(/mis [+−][\d.]+ %/)
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, 'dashboard-market-compared')
    await page.getByRole('button', { name: 'compare none' }).click()
    expect(query(page).has('with')).toBe(false)
    await expect.poll(() => legends.count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('labels, signals and features of a link are drawn, in its minute', async () => {
    const day = new Date(WAY_BACK).toISOString().slice(0, 16)
    const path = `/market?base=sim&focus=${day}&target=T10up5low30min&classifier=demo&features=F2cond20/gain4h`
    const { page, errors } = await dashboard.open(path)
    const asked = ['labels', 'signals', 'feature'].map((kind) =>
      page.waitForResponse((response) => response.url().includes(`/api/market/${kind}?`) && response.ok()),
    )
    await drawn(page)
    await Promise.all(asked)
    await expect.poll(() => page.getByLabel('Labels').inputValue()).toBe('T10up5low30min')
    await expect.poll(() => page.getByLabel('buy threshold').inputValue()).not.toBe('')
    await page.getByRole('button', { name: 'remove F2cond20 gain4h' }).click()
    expect(query(page).has('features')).toBe(false)
    await page.getByLabel('Features').selectOption('F2cond20/gain30m')
    expect(query(page).get('features')).toBe('F2cond20/gain30m')
    await page.waitForResponse((response) => response.url().includes('column=gain30m') && response.ok())
    await expect.poll(() => page.locator('.remark.error').count()).toBe(0)
    await expectFits(page)
    await expectAccessible(page)
    expect(errors).toEqual([])
  })
})

/** A workspace whose bases have candles of other times: `mis` begins a month later, `sim` has an outage. */
async function writeUneven(folder: string): Promise<void> {
  await writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\nbases: [sim, mis]\n')
  const store = openCandleStore(join(folder, 'data'))
  const sim = simulateCandles('market', { seed: 5, from: JANUARY, rows: 60 * 1440, base: 'sim' })
  await store.merge(toSimulatedMarket('sim', 'USDT'), sim)
  const rows = 25 * 1440
  const mis = simulateCandles('market', { seed: 5, from: JANUARY + 30 * DAY, rows, base: 'mis' })
  await store.merge(toSimulatedMarket('mis', 'USDT'), sliceCandles(mis, 0, 10 * 1440))
  await store.merge(toSimulatedMarket('mis', 'USDT'), sliceCandles(mis, 10 * 1440 + 300, rows - 10 * 1440 - 300))
}

const JANUARY = Date.UTC(2024, 0, 1)

/** The texts of charts that have nothing to draw. */
const emptyTexts = (page: Page): Promise<string[]> => page.locator('.chart > .empty').allTextContents()

/** Coloured pixels of candles in a chart. */
async function countCandlePixels(page: Page, title: string): Promise<number> {
  const chart = page.locator('.chart', { has: page.getByRole('heading', { name: title, exact: true }) })
  return chart.evaluate((element) => {
    const [canvas] = element.querySelectorAll('canvas')
    const copy = document.createElement('canvas')
    const context = copy.getContext('2d', { willReadFrequently: true })
    if (!canvas || !context) return 0
    Object.assign(copy, { width: canvas.width, height: canvas.height })
    context.drawImage(canvas, 0, 0)
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    let count = 0
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3)
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) count++
    }
    return count
  })
}

describe.skipIf(chromiumPath === undefined)('the market page with bases of other times', () => {
  const dashboard = openDashboard({ workspace: 'empty', prepare: writeUneven })

  test('a base that begins later leaves nothing of the base before, and says when it begins', async () => {
    const { page, errors } = await dashboard.open('/market?base=sim&focus=2024-01-15T12:00')
    await drawn(page)
    expect(await countCandlePixels(page, '4 hours')).toBeGreaterThan(100)
    await page.getByRole('button', { name: 'show mis' }).click()
    await expect.poll(() => emptyTexts(page)).toHaveLength(3)
    for (const text of await emptyTexts(page)) expect(text).toContain('they begin at 2024-01-31 00:00')
    await expect.poll(() => countCandlePixels(page, '4 hours')).toBe(0)
    await expect.poll(() => countCandlePixels(page, '10 days')).toBe(0)
    await expect.poll(() => page.locator('.market .notice').textContent()).toContain('mis has no candles at')
    await page.getByRole('button', { name: 'show sim' }).click()
    await expect.poll(() => emptyTexts(page)).toEqual([])
    await expect.poll(() => countCandlePixels(page, '4 hours')).toBeGreaterThan(100)
    expect(errors).toEqual([])
  })

  test('a time that is typed after a click in a coarse chart moves every chart to it', async () => {
    const { page, errors } = await dashboard.open('/market?base=sim')
    await drawn(page)
    await clickChart(page, 'All', 0.3)
    await page.waitForFunction(() => new URL(location.href).searchParams.has('focus'))
    await page.getByLabel('Focus').fill('2024-02-20 12:00')
    await page.getByLabel('Focus').press('Enter')
    await expect.poll(() => query(page).get('focus')).toBe('2024-02-20T12:00')
    // The crosshair begins at the left edge of what is visible.
    for (const [title, start] of [
      ['4 hours', '2024-02-20 08:'],
      ['1 day', '2024-02-19 1'],
    ] as const) {
      const chart = page.locator('.chart', { has: page.getByRole('heading', { name: title, exact: true }) })
      await expect
        .poll(async () => {
          await chart.getByRole('img').focus()
          await page.keyboard.press('Escape')
          await page.keyboard.press('ArrowRight')
          return legend(page, title)
        })
        .toContain(start)
    }
    expect(errors).toEqual([])
  })

  test('a focus before the first candle leaves the page alive', async () => {
    const { page, errors } = await dashboard.open('/market?base=sim')
    await drawn(page)
    await page.getByLabel('Focus').fill('2023-06-01 12:00')
    await page.getByLabel('Focus').press('Enter')
    await expect.poll(() => emptyTexts(page)).toHaveLength(4)
    await expect.poll(() => page.getByLabel('Focus').inputValue()).toBe('2023-06-01 12:00')
    await page.getByRole('button', { name: 'To the end' }).click()
    await expect.poll(() => emptyTexts(page)).toEqual([])
    await expect.poll(() => countCandlePixels(page, '4 hours')).toBeGreaterThan(100)
    expect(errors).toEqual([])
  })

  test('a date in another order is not guessed at', async () => {
    const { page } = await dashboard.open('/market?base=sim')
    await drawn(page)
    await page.getByLabel('Focus').fill('03.02.2024')
    await page.getByLabel('Focus').press('Enter')
    await page.getByText('03.02.2024 is no time; expected one such as').waitFor()
    expect(query(page).has('focus')).toBe(false)
    await page.goto(`${dashboard.url()}/market?base=sim&focus=03.02.2024`)
    await page.locator('.market .notice', { hasText: 'the focus 03.02.2024 is no time' }).waitFor()
  })

  test('figures of another time are grey and have an age, those of an outage are dashes', async () => {
    const { page } = await dashboard.open('/market?base=sim&focus=2024-02-29T12:00')
    await drawn(page)
    const row = page.locator('.figures tr[data-base="mis"]')
    await expect.poll(() => row.getAttribute('class')).toContain('stale')
    await expect.poll(() => row.locator('.age').textContent()).toBe('5 d old')
    expect(await row.locator('.buy, .sell').count()).toBe(0)
    await page.getByLabel('Focus').fill('2024-02-10 02:00')
    await page.getByLabel('Focus').press('Enter')
    await expect.poll(() => row.getAttribute('class')).not.toContain('stale')
    await expect.poll(async () => new Set(await row.locator('td').allTextContents())).toEqual(new Set(['–']))
    await expect.poll(() => row.getAttribute('title')).toContain('no candles of mis since 2024-02-10 00:00')
  })

  test.each(['light', 'dark'] as const)(
    'charts have the colours of the theme while they are loading, %s',
    async (scheme) => {
      const { page } = await dashboard.open('/data', { scheme })
      await page.route('**/api/market/candles*', () => {})
      await page.locator('nav a', { hasText: 'Market' }).click()
      await page.locator('.chart canvas').first().waitFor()
      const [canvas, surface] = await page
        .locator('.chart')
        .first()
        .evaluate((element) => {
          const pixel = element.querySelector('canvas')?.getContext('2d')?.getImageData(5, 5, 1, 1).data ?? []
          return [`rgb(${[...pixel].slice(0, 3).join(', ')})`, getComputedStyle(element).backgroundColor]
        })
      expect(canvas).toBe(surface)
    },
  )
})

describe.skipIf(chromiumPath === undefined)('the market page where things are missing', () => {
  const dashboard = openDashboard()

  test('says what is not there, and shows it as soon as it is', async () => {
    const { page } = await dashboard.open('/market?base=nosuch&classifier=gone')
    await drawn(page)
    const notice = page.locator('.market .notice')
    await expect.poll(() => notice.textContent()).toContain('there is no base nosuch')
    await expect.poll(() => notice.textContent()).toContain('classifier gone does not exist any more')
    await page.getByLabel('Signals').selectOption('')
    await expect.poll(() => notice.textContent()).not.toContain('classifier gone')
  })

  test('survives the server, and a classifier that is deleted meanwhile', async () => {
    const { page } = await dashboard.open('/market?base=sim&classifier=demo')
    await drawn(page)
    await dashboard.stop()
    await rm(join(dashboard.folder(), 'classifiers/demo'), { recursive: true })
    await dashboard.restart()
    await expect.poll(() => page.locator('.market .notice').textContent(), { timeout: 30_000 }).toContain('demo')
    await drawn(page)
  })
})

describe.skipIf(chromiumPath === undefined)('the market page of an empty workspace', () => {
  const dashboard = openDashboard({ workspace: 'empty' })

  test('says what to do', async () => {
    const { page, errors } = await dashboard.open('/market')
    await expect
      .poll(() => page.locator('.market .notice').textContent())
      .toContain('This workspace has no candles yet')
    await expectAccessible(page)
    expect(errors).toEqual([])
  })
})
