import { cp, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openBook } from '../../../src/bookkeeping/book.js'
import { Decimal } from '../../../src/core/decimal.js'
import { MINUTE } from '../../../src/core/time.js'
import { chromiumPath, expectAccessible, expectFits, keepScreenshot, openDashboard } from './support.js'

const RUNS = 300
const startLine = z.looseObject({ time: z.number(), lineage: z.looseObject({ net: z.looseObject({}) }) })

/** Logs of as many trainings: of two nets, an hour apart. */
async function addTrainings(folder: string): Promise<void> {
  const runs = join(folder, 'runs')
  const [log = ''] = await readdir(runs)
  const [first = '', ...rest] = (await readFile(join(runs, log), 'utf8')).trim().split('\n')
  const start = startLine.parse(JSON.parse(first))
  for (let i = 0; i < RUNS; i++) {
    const net = { ...start.lineage.net, id: i % 4 === 0 ? 'GRU' : 'MLP' }
    const line = { ...start, name: `net-${i}`, time: start.time - i * 60 * MINUTE, lineage: { ...start.lineage, net } }
    await writeFile(join(runs, `2024${1000 + i}-000000-1-net-${i}.jsonl`), [JSON.stringify(line), ...rest].join('\n'))
  }
}

/** As many ended runs in the book: each gained one per mille more than the one before. */
function addTrades(folder: string): void {
  const book = openBook(join(folder, 'book.sqlite'))
  const [demo] = book.runs()
  if (!demo) throw new Error('the demo has traded')
  for (let i = 0; i < RUNS; i++) {
    const id = `many-${i}`
    const time = demo.time - (RUNS - i) * 100 * MINUTE
    const classifier = { id: i % 2 === 0 ? 'even' : 'odd', hash: 'h' }
    book.startRun({ id, account: id, mode: 'replay', time, config: demo.config, classifier })
    book.recordEquity(id, [
      { minute: time, equity: new Decimal(10_000) },
      { minute: time + MINUTE, equity: new Decimal(10_000 + 10 * i) },
    ])
    book.endRun(id, time + MINUTE, i % 5 === 0 ? 'stopped' : 'done')
  }
  book.close()
}

const query = (page: Page): URLSearchParams => new URL(page.url()).searchParams

describe.skipIf(chromiumPath === undefined)('long lists', () => {
  const dashboard = openDashboard({
    prepare: async (folder) => {
      await addTrainings(folder)
      addTrades(folder)
      const demo = join(folder, 'classifiers', 'demo')
      for (let i = 0; i < 12; i++) await cp(demo, join(folder, 'classifiers', `copy-${i}`), { recursive: true })
    },
  })

  test('of trainings are narrowed down, sorted and kept in the address, for a link and for Back', async () => {
    const { page, errors } = await dashboard.open('/training')
    const rows = page.locator('#runs tbody tr')
    const names = (): Promise<string[]> => page.locator('#runs tbody td:nth-child(2)').allTextContents()
    await expect.poll(() => rows.count()).toBe(RUNS + 1)
    const heights = await page.locator('#runs .scroll').evaluate((region) => {
      return [region.clientHeight, region.querySelector('tbody tr')?.clientHeight ?? 0]
    })
    expect((heights[0] ?? 0) / (heights[1] ?? 1)).toBeGreaterThan(9)
    await page.getByLabel('filter Trainings').fill('net-1')
    await expect.poll(() => rows.count()).toBe(111)
    await page.locator('#runs .list-tools').getByLabel('Net').selectOption('GRU')
    await expect.poll(() => rows.count()).toBe(27)
    await page.locator('#runs').getByRole('button', { name: 'Classifier' }).click()
    await expect.poll(async () => (await names()).slice(0, 3)).toEqual(['net-12', 'net-16', 'net-100'])
    await expect.poll(() => page.locator('#runs [role="status"]').textContent()).toBe('27 of 301')
    const kept = ['text', 'net', 'sort'].map((name) => query(page).get(`runs.${name}`))
    expect(kept).toEqual(['net-1', 'GRU', 'name'])
    await page.getByRole('link', { name: 'Data' }).click()
    await page.locator('#coverage').waitFor()
    await page.goBack()
    await expect.poll(names).toHaveLength(27)
    await page.reload()
    await expect.poll(async () => (await names()).slice(0, 3)).toEqual(['net-12', 'net-16', 'net-100'])
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, 'dashboard-training-filtered')
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => rows.count()).toBe(RUNS + 1)
    expect(errors).toEqual([])
  })

  test('are walked through by arrow keys: Tab stops at one row and its box, not at hundreds', async () => {
    const { page } = await dashboard.open('/training')
    const rows = page.locator('#runs tbody tr')
    await expect.poll(() => rows.count()).toBe(RUNS + 1)
    await expect.poll(() => page.locator('#runs tbody [tabindex="0"]').count()).toBe(2)
    await rows.first().focus()
    for (const key of ['ArrowDown', 'ArrowDown', 'Home', 'End']) await page.keyboard.press(key)
    await expect.poll(() => rows.last().evaluate((row) => row === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.locator('#run', { hasText: 'Run of net-0' }).waitFor()
    await page.reload()
    // The chosen row is scrolled to.
    await expect.poll(() => page.locator('#runs .scroll').evaluate((region) => region.scrollTop)).toBeGreaterThan(1000)
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0)
  })

  test('of trading runs and classifiers are narrowed down and sorted as well', async () => {
    const { page, errors } = await dashboard.open('/trading?runs.sort=-gain&runs.classifier=odd')
    const rows = page.locator('#runs tbody tr')
    await expect.poll(() => rows.count()).toBe(150)
    await expect.poll(() => rows.first().locator('td').last().textContent()).toBe('+29.90 %')
    await page.getByLabel('State').selectOption('stopped')
    await expect.poll(() => rows.count()).toBe(30)
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, 'dashboard-trading-filtered')
    await page.goto(`${dashboard.url()}/training?view=classifiers&classifiers.text=copy-1&classifiers.sort=-name`)
    await expect
      .poll(() => page.locator('#classifiers tbody td:first-child').allTextContents())
      .toEqual(['copy-11', 'copy-10', 'copy-1'])
    expect(errors).toEqual([])
  })
})
