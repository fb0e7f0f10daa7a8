import { describe, expect, test } from 'vitest'
import { chromiumPath, expectAccessible, expectFits, keepScreenshot, openDashboard } from './support.js'

describe.skipIf(chromiumPath === undefined)('the start page', () => {
  const dashboard = openDashboard()

  test.each(['light', 'dark'] as const)('shows what the demo made, %s', async (scheme) => {
    const { page, errors } = await dashboard.open('/start', { scheme, title: 'Everything is there' })
    await expect.poll(() => page.locator('.steps > li.done').count()).toBe(6)
    const tiles = await page.locator('.tile').allTextContents()
    expect(tiles[0]).toContain('2')
    expect(tiles.join()).toContain('F2cond20, T10up5low30min')
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, `dashboard-start-${scheme}`)
    expect(errors).toEqual([])
  })

  test('its links lead to the pages of its steps', async () => {
    const { page } = await dashboard.open('/start')
    await page.locator('.steps a', { hasText: 'Data' }).click()
    await page.locator('#coverage').waitFor()
    expect(new URL(page.url()).pathname).toBe('/data')
  })
})

describe.skipIf(chromiumPath === undefined)('the start page of an empty folder', () => {
  const dashboard = openDashboard({ workspace: 'empty' })

  test('makes the demo with one button, shows how far it is, and stops it', async () => {
    const { page, errors } = await dashboard.open('/')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.locator('.command-line', { hasText: 'demo --folder .' }).getByRole('button', { name: 'Copy' }).click()
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe('npx followupward demo --folder .')
    await page.getByRole('button', { name: 'Create the demo here' }).click()
    await page.locator('.job progress').first().waitFor({ timeout: 60_000 })
    await page.locator('header a', { hasText: '1 job runs' }).click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.locator('.job .badge.warn', { hasText: 'stopped' }).waitFor({ timeout: 60_000 })
    await page.locator('header a', { hasText: 'job runs' }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Start' }).click()
    await page.locator('.steps li.done', { hasText: 'A workspace' }).waitFor({ timeout: 30_000 })
    expect(errors).toEqual([])
  }, 180_000)
})
