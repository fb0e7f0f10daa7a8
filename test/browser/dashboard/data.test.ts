import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sliceCandles } from '../../../src/core/candles.js'
import { simulateCandles, toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { chromiumPath, expectAccessible, expectFits, keepScreenshot, openDashboard } from './support.js'

const DAY = 1440
const START = Date.UTC(2024, 0, 10)

/** Two bases of 60 and 30 days; the first has a gap, an outage, and three days of nothing. */
async function fill(folder: string): Promise<void> {
  await writeFile(
    join(folder, 'followupward.yaml'),
    'exchange: { id: simulated }\nblacklist: { minDailyQuoteVolume: 1000000, maxNoTradeBreaks: 0, days: 5 }\n',
  )
  const store = openCandleStore(join(folder, 'data'))
  const one = simulateCandles('market', { seed: 3, from: START, rows: 60 * DAY, base: 'one' })
  const pieces = [
    [0, 5 * DAY + 60],
    [5 * DAY + 70, 20 * DAY],
    [23 * DAY, 40 * DAY],
    [40 * DAY + 45, 60 * DAY],
  ] as const
  for (const [from, to] of pieces)
    await store.merge(toSimulatedMarket('one', 'USDT'), sliceCandles(one, from, to - from))
  const two = simulateCandles('market', { seed: 3, from: START, rows: 30 * DAY, base: 'two' })
  await store.merge(toSimulatedMarket('two', 'USDT'), two)
}

describe.skipIf(chromiumPath === undefined)('the data page', () => {
  const dashboard = openDashboard({ workspace: 'empty', prepare: fill })

  test.each(['light', 'dark'] as const)('shows coverage, quality and gaps, %s', async (scheme) => {
    const { page, errors } = await dashboard.open('/data', { scheme })
    const one = page.locator('#coverage tbody tr', { hasText: 'ONE/USDT' })
    await one.getByText('4,375').waitFor()
    await expect
      .poll(() => one.locator('svg').getAttribute('aria-label'))
      .toBe('one: 3 months, 94.93 % complete, outages in 2')
    await page.locator('#gaps .calendar-day.outage').first().waitFor()
    await expect.poll(() => page.locator('#gaps tbody .calendar-day.nothing').count()).toBe(3)
    await expect.poll(() => page.locator('#gaps tbody .calendar-day.gaps').count()).toBe(1)
    await expect.poll(() => page.locator('#gaps tbody .calendar-day.outage').count()).toBe(1)
    await expect.poll(() => page.locator('section[aria-label="Outages"] tbody tr').count()).toBe(2)
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, `dashboard-data-${scheme}`)
    expect(errors).toEqual([])
  })

  test('another base is chosen by mouse and keyboard, and kept in the address', async () => {
    const { page, errors } = await dashboard.open('/data')
    await page.locator('#coverage tbody tr', { hasText: 'TWO/USDT' }).click()
    await page.locator('h2', { hasText: 'Days of two' }).waitFor()
    expect(page.url()).toContain('market=simulated%2Fspot%2FTWO-USDT%2F1m')
    await page.reload()
    await page.locator('h2', { hasText: 'Days of two' }).waitFor()
    await page.locator('#coverage tbody tr', { hasText: 'ONE/USDT' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('h2', { hasText: 'Days of one' }).waitFor()
    const firstRow = (): Promise<string | null> => page.locator('#coverage tbody tr').first().textContent()
    await page.locator('#coverage th button', { hasText: 'Missing' }).click()
    await expect.poll(firstRow).toContain('one')
    await page.locator('#coverage th button', { hasText: 'Missing' }).click()
    await expect.poll(firstRow).toContain('two')
    expect(errors).toEqual([])
  })

  test('the blacklist is judged as of a chosen minute', async () => {
    const { page, errors } = await dashboard.open('/data')
    await page.getByRole('tab', { name: 'Blacklist' }).click()
    await page.locator('#blacklist tbody tr', { hasText: 'TWO' }).getByText('no candles in the 5 days').waitFor()
    await page.getByRole('textbox', { name: 'As of (UTC)' }).fill('2024-01-01T00:00')
    await page.locator('#blacklist caption', { hasText: '2024-01-01 00:00' }).waitFor()
    await expect.poll(() => page.locator('#blacklist .badge.bad').count()).toBe(2)
    expect(page.url()).toContain('at=2024-01-01T00%3A00')
    await expectAccessible(page)
    expect(errors).toEqual([])
  })

  test('an import shows what it did, and what differs from the stored candles', async () => {
    const file = join(dashboard.folder(), 'TWOUSDT-1m-2024-01.csv')
    await writeFile(file, `${START},1,2,0.5,1.5,10,${START + 59_999},15,3,5,7,0\n`)
    const { page, errors } = await dashboard.open('/data?pane=jobs')
    await page.getByLabel('Files, one a line').fill(file)
    await page.getByRole('button', { name: 'Import' }).click()
    await page.locator('.job .badge.bad').waitFor({ timeout: 30_000 })
    await page.locator('.job pre', { hasText: '1 minute differs from what is stored' }).waitFor()
    await page.getByLabel('Conflict').selectOption('new')
    await page.getByRole('button', { name: 'Import' }).click()
    await page.locator('.job .badge.good').waitFor({ timeout: 30_000 })
    await expectAccessible(page)
    expect(errors).toEqual([])
  })

  test('a damaged file is told of, and all else is still shown', async () => {
    const file = join(dashboard.folder(), 'data/candles/simulated/spot/TWO-USDT/1m/2024-01.arrow')
    const bytes = await readFile(file)
    // A server that has judged these candles does not read them again while their hashes stand.
    await dashboard.stop()
    await writeFile(file, bytes.fill(7, 3000, 9000))
    await dashboard.restart()
    const { page } = await dashboard.open('/data?market=simulated%2Fspot%2FTWO-USDT%2F1m')
    await page.locator('.notice', { hasText: 'damaged' }).first().waitFor({ timeout: 45_000 })
    await page.locator('#coverage tbody tr', { hasText: 'ONE/USDT' }).click()
    await page.locator('h2', { hasText: 'Days of one' }).waitFor()
    await page.locator('#gaps .calendar').waitFor()
    await writeFile(file, bytes)
  })
})
