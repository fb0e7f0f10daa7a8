import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chromiumPath, expectAccessible, expectFits, keepScreenshot, openDashboard } from './support.js'

const TITLES = ['Start', 'Market', 'Features & targets', 'Training', 'Assessment', 'Trading', 'Data']

describe.skipIf(chromiumPath === undefined)('the frame of the dashboard in a browser', () => {
  const dashboard = openDashboard({ workspace: 'empty' })

  test.each(['light', 'dark'] as const)('an empty folder has a start, without an error, %s', async (scheme) => {
    const { page, errors } = await dashboard.open('/', { scheme })
    await expect.poll(() => page.locator('nav a').allTextContents()).toEqual(TITLES)
    await expect.poll(() => page.locator('nav a[aria-current]').textContent()).toBe('Start')
    await page.getByText('The demo makes a workspace').waitFor()
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, `dashboard-empty-${scheme}`)
    expect(errors).toEqual([])
  })

  test('every page opens in an empty folder and says so, without an error', async () => {
    const { page, errors } = await dashboard.open('/')
    for (const title of TITLES) {
      await page.locator('nav a', { hasText: title }).click()
      await page.locator('nav a[aria-current]', { hasText: title }).waitFor()
      await page.locator('main h1').waitFor()
      await page.waitForLoadState('networkidle').catch(() => {})
      await expectFits(page)
    }
    // Pages may answer that nothing is there yet, which Chromium logs by the status of the answer.
    expect(errors.filter((error) => !/status of 40[49]/.test(error))).toEqual([])
  })

  test('links, back and forward change the page without loading it again', async () => {
    const { page, errors } = await dashboard.open('/data?pane=jobs')
    await page.evaluate(() => document.body.setAttribute('data-same', 'yes'))
    await page.locator('nav a', { hasText: 'Start' }).click()
    await page.locator('#steps').waitFor()
    expect(new URL(page.url()).pathname).toBe('/start')
    await page.goBack()
    await page.locator('#import').waitFor()
    expect(new URL(page.url()).search).toBe('?pane=jobs')
    await expect.poll(() => page.title()).toBe('Data · FollowUpward')
    await page.goForward()
    await page.locator('#steps').waitFor()
    await expect.poll(() => page.evaluate(() => document.body.getAttribute('data-same'))).toBe('yes')
    expect(errors).toEqual([])
  })

  test('the theme is turned by a button and kept, without a flash', async () => {
    const { page } = await dashboard.open('/', { scheme: 'dark' })
    const back = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const dark = await back()
    await page.locator('#theme').click()
    const light = await back()
    expect(light).not.toBe(dark)
    await page.reload()
    await page.locator('main h1').waitFor()
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('light')
    await expect.poll(back).toBe(light)
    await expect.poll(() => page.locator('#theme').textContent()).toBe('Dark theme')
  })

  test('the keyboard reaches the page past the header, and every page', async () => {
    const { page } = await dashboard.open('/')
    await page.keyboard.press('Tab')
    await expect.poll(() => page.locator(':focus').textContent()).toContain('Skip to the content')
    await page.keyboard.press('Enter')
    await page.locator('main:focus').waitFor()
    await page.locator('nav a').first().focus()
    await page.keyboard.press('Tab')
    await expect.poll(() => page.locator(':focus').textContent()).toBe('Market')
    await page.keyboard.press('Enter')
    await page.locator('nav a[aria-current]', { hasText: 'Market' }).waitFor()
  })

  test('an address without a page says so', async () => {
    const { page, errors } = await dashboard.open('/')
    await page.goto(`${dashboard.url()}/nothing`)
    await page.getByText('There is no page /nothing').waitFor()
    expect(errors).toEqual([])
  })

  test('a configuration that becomes wrong is told, and forgiven when it is mended', async () => {
    const file = join(dashboard.folder(), 'followupward.yaml')
    await writeFile(file, 'quotes: EUR\n')
    const { page } = await dashboard.open('/data')
    await page.locator('.notice.bad', { hasText: 'quotes' }).waitFor()
    await writeFile(file, '')
    await page.getByText('No candles are stored yet').waitFor({ timeout: 30_000 })
    await expect.poll(() => page.locator('.notice.bad').count()).toBe(0)
  })

  test('a server that goes away is told, and all goes on when it is back', async () => {
    const { page } = await dashboard.open('/data?pane=jobs')
    await page.locator('#import').waitFor()
    await dashboard.stop()
    await page.locator('.banner', { hasText: 'does not answer' }).waitFor({ timeout: 30_000 })
    await expect.poll(() => page.locator('#import').count()).toBe(1)
    await dashboard.restart()
    await page.locator('.banner').waitFor({ state: 'detached', timeout: 30_000 })
    // The new server has another token, which the page gets for itself.
    await page.getByLabel('Files, one a line').fill('not-there.csv')
    await page.getByRole('button', { name: 'Import' }).click()
    await page.locator('.job', { hasText: 'import of not-there.csv' }).waitFor()
    await page.locator('.job .badge.bad').waitFor({ timeout: 30_000 })
    await expect.poll(() => page.locator('.job pre').textContent()).toContain('not-there.csv')
  })
})

describe.skipIf(chromiumPath === undefined)('a page that is opened while the server is away', () => {
  const dashboard = openDashboard({ workspace: 'empty' })

  test('opens by itself when it is back', async () => {
    const { page } = await dashboard.open('/start')
    await page.locator('#steps').waitFor()
    await dashboard.stop()
    await page.locator('nav a', { hasText: 'Assessment' }).click()
    await page.getByText('Assessment opens when the server is back').waitFor({ timeout: 30_000 })
    await dashboard.restart()
    await page.getByText('There is no classifier yet').waitFor({ timeout: 30_000 })
    expect(new URL(page.url()).pathname).toBe('/assessment')
  })
})

describe.skipIf(chromiumPath === undefined)('a dashboard that changes nothing', () => {
  const dashboard = openDashboard({ workspace: 'empty', args: ['--read-only'] })

  test('says so and offers no button that would', async () => {
    const { page, errors } = await dashboard.open('/data?pane=jobs')
    await page.locator('.badge', { hasText: 'read only' }).waitFor()
    await page.getByLabel('Files, one a line').fill('some.csv')
    await expect.poll(() => page.getByRole('button', { name: 'Import' }).isDisabled()).toBe(true)
    await page.locator('nav a', { hasText: 'Start' }).click()
    await page.locator('#steps').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Create the demo here' }).count()).toBe(0)
    expect(errors).toEqual([])
  })
})
