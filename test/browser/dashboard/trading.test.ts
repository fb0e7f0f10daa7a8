import { describe, expect, test } from 'vitest'
import { chromiumPath, expectAccessible, expectFits, keepScreenshot, openDashboard } from './support.js'

const needsBrowser = describe.skipIf(chromiumPath === undefined)
/** A busy machine takes its time to begin a trader. */
const PATIENCE = 60_000

needsBrowser('the trading page', () => {
  const dashboard = openDashboard()

  test.each(['light', 'dark'] as const)('shows a run of the past, %s', async (scheme) => {
    const { page, errors } = await dashboard.open('/trading', { scheme })
    await page.getByText('gain after fees').waitFor()
    await expect.poll(() => page.locator('.run-head').textContent()).toContain('replay')
    await expect.poll(() => page.getByRole('img', { name: /equity of the account: from 10,000/ }).count()).toBe(1)
    const decisions = page.getByRole('table', { name: 'Decisions' }).locator('tbody tr')
    await expect.poll(() => decisions.count()).toBeGreaterThan(50)
    await page.getByRole('tab', { name: 'Log' }).click()
    await page
      .getByText(/watching/)
      .first()
      .waitFor()
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, `dashboard-trading-${scheme}`)
    expect(new URL(page.url()).searchParams.get('run')).toBe('demo-1')
    expect(errors).toEqual([])
  })

  test('a decision opens what the net saw, equal to what it was decided by, under an address of its own', async () => {
    const { page, errors } = await dashboard.open('/trading?acted=true')
    const row = page.locator('#run-tab tbody tr').first()
    await row.focus()
    await page.keyboard.press('Enter')
    const features = page.getByRole('table', { name: 'Features behind the decision' })
    await features.waitFor()
    await expect.poll(() => features.locator('tbody tr').count()).toBe(20)
    await expect.poll(() => page.getByText('give other scores').count()).toBe(0)
    const buy = (await row.locator('td').nth(3).textContent()) ?? ''
    await expect.poll(() => page.locator('#behind').textContent()).toContain(`buy ${buy}`)
    expect(page.url()).toContain('decision=')
    await page.reload()
    await features.waitFor()
    expect(errors).toEqual([])
  })

  test('a paper trader is started, paused, gone on with, and killed', async () => {
    const { page, errors } = await dashboard.open('/trading')
    await page.getByLabel('Speed').selectOption('60')
    await expect
      .poll(() => page.locator('#paper .command-line pre').textContent())
      .toBe('npx followupward trade --classifier demo --speed 60')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    const head = page.locator('.run-head')
    await head.getByText('running').waitFor({ timeout: PATIENCE })
    await expectAccessible(page)

    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
    await head.getByText('paused', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click()
    await head.getByText('running').waitFor()

    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Kill switch' }).click()
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(() => head.getByText('running').count()).toBe(1)
    await page.getByRole('button', { name: 'Kill switch' }).click()
    await dialog.waitFor()
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel all orders and stop' }).click()
    await head.getByText('killed').waitFor({ timeout: PATIENCE })
    await page.getByRole('tab', { name: 'Log' }).click()
    await page.getByText('the kill switch was pulled (dashboard)').waitFor()
    expect(errors).toEqual([])
  }, 200_000)

  test('a paper trade is given its bases, its range and its balance, which the form has from the request', async () => {
    const { page } = await dashboard.open('/trading')
    const form = page.locator('#paper')
    await form.getByLabel('sim').check()
    await form.getByLabel('From (UTC)').fill('2024-03-07T00:00')
    await form.getByLabel('To (UTC)').fill('2024-03-07T00:30')
    await form.getByLabel('Balance').fill('2500')
    await form.getByLabel('Speed').selectOption('stepped')
    await expect
      .poll(() => form.locator('.command-line pre').textContent())
      .toBe(
        'npx followupward trade --classifier demo --base sim --from 2024-03-07T00:00 --to 2024-03-07T00:30 --balance 2500',
      )
    await form.getByRole('button', { name: 'Start', exact: true }).click()
    await expect.poll(() => page.locator('.run-head').textContent(), { timeout: PATIENCE }).toMatch(/sim ·/)
    await expect
      .poll(() => page.locator('#equity .note').textContent(), { timeout: PATIENCE })
      .toMatch(/^2024-03-07 00:00 … 2024-03-07 00:29/)
    await expect.poll(() => page.locator('.tiles').textContent()).toContain('from 2,500')
    // A range without candles is told of beside its fields, where the focus goes.
    await form.getByLabel('From (UTC)').fill('2021-03-07T00:00')
    await form.getByRole('button', { name: 'Start', exact: true }).click()
    await form.locator('[data-key="from"] .error', { hasText: 'cannot be replayed' }).waitFor({ timeout: PATIENCE })
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('from')
  }, 120_000)

  test('a run that is not in the book is named', async () => {
    const { page } = await dashboard.open('/trading?run=gone')
    await page.getByText('the book has no run gone').waitFor()
  })
})

needsBrowser('the trading page of an empty folder', () => {
  const dashboard = openDashboard({ workspace: 'empty' })

  test('says what to do first', async () => {
    const { page, errors } = await dashboard.open('/trading')
    await page.getByText(/Nothing has been traded here yet/).waitFor()
    expect(errors).toEqual([])
  })
})
