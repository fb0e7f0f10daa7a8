import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { chromiumPath, expectAccessible, expectFits, openDashboard } from './support.js'

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
    await header.click()
    const down = await names()
    await header.press('Enter')
    await expect.poll(names).toEqual(down.toReversed())
    expect(query(page).get('sort')).toBe('liquidity')
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
