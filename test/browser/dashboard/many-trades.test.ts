import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { loadClassifier } from '../../../src/classifier/classifier-files.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { readWorkspace } from '../../../src/workspace/context.js'
import { openWorkspace } from '../../../src/workspace/index.js'
import { requireOpenSet } from '../../../src/workspace/ledger/require-open-sets.js'
import { systemClock } from '../../../src/workspace/system-clock.js'
import { trustFolder } from '../../../src/workspace/trusted-folders.js'
import { PHONE, expectPhoneReady } from './phone-checks.js'
import { chromiumPath, expectAccessible, keepScreenshot, openDashboard } from './support.js'

/** Real candles beside the checkout, simulated ones where there are none. */
const archive = fileURLToPath(new URL('../../../../shared/candles/', import.meta.url))
const BASES = ['fil', 'near']
const PATIENCE = { timeout: 60_000 }
/** Thresholds at which this net trades more than a thousand times a month. */
const CELL = '/assessment?classifier=net&set=test&buy=0.3&sell=0.3'

/** A classifier of one epoch; two hours of validation are too few to choose thresholds by. */
async function trainNet(folder: string): Promise<void> {
  const hasArchive = existsSync(archive)
  if (!hasArchive) await writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\n')
  await trustFolder(folder)
  const workspace = await openWorkspace(folder)
  if (hasArchive) {
    const months = ['08', '09'].flatMap((month) =>
      BASES.map((base) => `${base.toUpperCase()}USDT-1m-2023-${month}.zip`),
    )
    await workspace.data.import({ files: months.map((name) => join(archive, name)) })
  } else {
    await workspace.data.simulate({ kind: 'market', bases: BASES, from: '2023-08-01', to: '2023-10-01', seed: 7 })
  }
  const sets = {
    training: [['2023-08-11', '2023-08-16']],
    validation: [['2023-08-18T00:00', '2023-08-18T01:59']],
    test: [['2023-09-01', '2023-09-30']],
  } satisfies Record<string, [string, string][]>
  const definitions = { features: 'F3cond14', target: 'TargetGrad30m5pml' }
  await workspace.train({ ...definitions, bases: BASES, sets, epochs: 1, name: 'net', seed: 1 })
  await workspace.close()
  await openTestSet(folder)
}

async function openTestSet(folder: string): Promise<void> {
  const { description } = await loadClassifier(join(folder, 'classifiers', 'net'))
  const look = { look: 'dashboard', name: 'net', description, set: 'test', bases: [], openTestSet: true } as const
  const context = { workspace: await readWorkspace(folder), clock: systemClock }
  await requireOpenSet(look, openCandleStore(join(folder, 'data')), context)
}

const numberIn = (text: string | null): number => Number(/[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', ''))

/** What a view has drawn when it is there. */
const AWAITED: Readonly<Record<string, string>> = { scores: '#reliability svg', periods: '#by-month table' }

/** How many trades the panel says that it lists. */
async function shownTrades(page: Page): Promise<number> {
  await page.locator('#trades tbody tr').first().waitFor(PATIENCE)
  return numberIn(await page.locator('#trades .note').first().textContent())
}

const answerSchema = z.object({
  value: z.object({ matching: z.number(), trades: z.array(z.object({ number: z.number() })) }),
})

function matchingOf(body: unknown): number {
  return answerSchema.parse(body).value.matching
}

function lastNumberOf(body: unknown): number | undefined {
  return answerSchema.parse(body).value.trades.at(-1)?.number
}

/** In per cent, of the rows of the table. */
async function gains(page: Page): Promise<number[]> {
  const texts = await page.locator('#trades tbody td:last-child').allTextContents()
  return texts.map((text) => Number(text.replace('−', '-').replace(' %', '')))
}

describe.skipIf(chromiumPath === undefined)('a cell of thousands of trades', () => {
  const dashboard = openDashboard({ workspace: 'empty', prepare: trainNet })

  test('is marked to its last day, sorted and paged over all of them', async () => {
    const { page, errors } = await dashboard.open(CELL)
    const total = await shownTrades(page)
    expect(total).toBeGreaterThan(1000)
    const heat = page.locator('.heat button[data-buy="0"][data-sell="0"] small')
    expect(total).toBe(Number(await heat.textContent()))
    const perBase: number[] = []
    for (const base of BASES) {
      await page.locator('select[name="only"]').selectOption(base)
      await page.locator('#candles h2', { hasText: base }).waitFor()
      await expect.poll(() => page.locator('#candles .note').first().textContent(), PATIENCE).toContain('that match')
      const note = await page.locator('#candles .note').first().textContent()
      const [, trades = '', marks = '', ends = ''] =
        /([\d,]+) trades that match; ([\d,]+) marks.* ([\d,]+) purchases/.exec(note ?? '') ?? []
      expect(numberIn(ends), note ?? '').toBe(2 * numberIn(trades))
      expect(numberIn(marks)).toBeGreaterThan(100)
      perBase.push(numberIn(trades))
    }
    expect(perBase[0] === undefined || perBase[1] === undefined ? 0 : perBase[0] + perBase[1]).toBe(total)
    await page.getByRole('button', { name: 'All trades' }).click()
    const answered = page.waitForResponse(/\/trades\?.*sort=[^&]*gain/)
    await page.locator('#trades').getByRole('button', { name: 'Gain' }).click()
    await expect.poll(() => page.locator('#trades th[aria-sort]').textContent()).toContain('Gain')
    // Until the answer is there the table has the rows of before, in the new order.
    const last = lastNumberOf(await (await answered).json())
    const lastRow = page.locator('#trades tbody tr').last()
    await expect.poll(() => lastRow.locator('td').first().textContent()).toBe(String(last))
    const best = await gains(page)
    expect(best).toEqual([...best].sort((a, b) => b - a))
    await page.getByRole('button', { name: 'Next' }).click()
    await page.locator('#trades .actions', { hasText: 'rows 201 to 400' }).waitFor()
    await expect.poll(async () => (await gains(page))[0]).toBeLessThanOrEqual(best.at(-1) ?? Number.NaN)
    await keepScreenshot(page, 'dashboard-many-trades')
    expect(errors).toEqual([])
  }, 120_000)

  test('holds what is being typed when trades arrive', async () => {
    const { page, errors } = await dashboard.open(CELL)
    await shownTrades(page)
    const held: (() => void)[] = []
    await page.route(/\/trades\?.*minGain=0\.002/, async (route) => {
      await new Promise<void>((resolve) => held.push(resolve))
      await route.continue()
    })
    const answered = page.waitForResponse(/\/trades\?.*minGain=0\.002/)
    await page.locator('input[name="minGain"]').fill('0.2')
    await page.locator('input[name="minGain"]').press('Enter')
    await page.locator('input[name="maxMinutes"]').fill('30')
    await expect.poll(() => held.length).toBeGreaterThan(0)
    for (const release of held) release()
    const count = matchingOf(await (await answered).json())
    await expect
      .poll(async () => numberIn(await page.locator('#trades a', { hasText: 'csv of' }).textContent()))
      .toBe(count)
    expect(await page.locator('input[name="maxMinutes"]').inputValue()).toBe('30')
    await page.locator('input[name="maxMinutes"]').press('Enter')
    await expect.poll(() => page.url()).toContain('maxMinutes=30')
    expect(errors).toEqual([])
  }, 120_000)

  test('is filtered by gain, length and month, and comes as a csv of the same', async () => {
    const { page, errors } = await dashboard.open(CELL)
    const total = await shownTrades(page)
    await page.locator('input[name="minGain"]').fill('0.2')
    await page.locator('input[name="minGain"]').press('Enter')
    await page.locator('input[name="maxMinutes"]').fill('30')
    await page.locator('input[name="maxMinutes"]').press('Enter')
    const answered = page.waitForResponse((response) =>
      /\/trades\?.*month=2023-09&minGain=0\.002&maxMinutes=30/.test(response.url()),
    )
    await page.locator('select[name="month"]').selectOption('2023-09')
    const count = matchingOf(await (await answered).json())
    const link = page.locator('#trades a', { hasText: 'csv of' })
    await expect.poll(async () => numberIn(await link.textContent())).toBe(count)
    const matching = await shownTrades(page)
    expect(matching).toBe(count)
    expect(matching).toBeLessThan(total)
    expect(matching).toBeGreaterThan(5)
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n').slice(1)
    expect(lines).toHaveLength(matching)
    for (const line of lines) {
      const [, , , , sold = '', , minutes, gain] = line.split(',')
      expect(sold).toMatch(/^2023-09-/)
      expect(Number(minutes)).toBeLessThanOrEqual(30)
      expect(Number(gain)).toBeGreaterThanOrEqual(0.002)
    }
    expect(errors).toEqual([])
  }, 120_000)

  test('a trade beyond the first page is shown by its number, also under another order', async () => {
    const { page } = await dashboard.open(`${CELL}&trade=777&sort=-gain`)
    await page.locator('#candles header', { hasText: 'trade 777:' }).waitFor(PATIENCE)
    await keepScreenshot(page, 'dashboard-trade-777')
  })

  test('is amber where the shown set chose the thresholds, or the reader does, and says so in words', async () => {
    const { page } = await dashboard.open('/assessment?classifier=net&set=test')
    const badge = page.locator('.selection .badge').first()
    await badge.waitFor(PATIENCE)
    expect(await badge.textContent()).toBe('thresholds chosen on this very set')
    expect(await badge.getAttribute('class')).toContain('warn')
    await page.locator('.heat button[data-buy="0"][data-sell="0"]').click()
    await expect.poll(() => badge.textContent()).toBe('thresholds chosen by hand')
    expect(await badge.getAttribute('class')).toContain('warn')
    expect(await page.locator('.selection').textContent()).not.toMatch(/--\w/)
  })

  test.each(['trades', 'scores', 'periods'])('fits a telephone: %s', async (view) => {
    const { page, errors } = await dashboard.open(`${CELL}&view=${view}`)
    await page.locator('#cell .tile').first().waitFor(PATIENCE)
    await page
      .locator(AWAITED[view] ?? '#trades tbody tr')
      .first()
      .waitFor(PATIENCE)
    await page.setViewportSize(PHONE)
    await expectPhoneReady(page)
    await keepScreenshot(page, `dashboard-assessment-phone-${view}`)
    expect(errors).toEqual([])
  })

  test('says which rule positions are sold by, in the matrix, the cell and the trades', async () => {
    const { page } = await dashboard.open(CELL)
    const before = await shownTrades(page)
    await page.locator('#matrix .note', { hasText: 'sold by the sell threshold alone' }).first().waitFor()
    await page.getByLabel('Positions are').selectOption('5')
    await page.locator('#matrix .note', { hasText: 'more than 5 min at a loss' }).first().waitFor(PATIENCE)
    await page.locator('#cell .note', { hasText: 'more than 5 min at a loss' }).first().waitFor(PATIENCE)
    await expect.poll(() => shownTrades(page), PATIENCE).not.toBe(before)
    await page.locator('#trades td', { hasText: 'at a loss' }).first().waitFor()
    const heat = page.locator('.heat button[data-buy="0"][data-sell="0"] small')
    expect(await shownTrades(page)).toBe(Number(await heat.textContent()))
    await expectAccessible(page)
  })
})
