import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { chromiumPath, sharedBrowser } from '../support/browser.js'
import { fakeIo } from '../support/fake-io.js'
import { fillReportWorkspace } from '../support/report-workspace.js'
import { keepScreenshot, openPage, type Scheme } from '../support/open-page.js'

describe.skipIf(chromiumPath === undefined)('the pages of definitions in a browser', () => {
  let browser: Browser
  let folder = ''
  beforeAll(async () => {
    browser = await sharedBrowser()
    folder = await mkdtemp(join(tmpdir(), 'followupward-'))
    await fillReportWorkspace(folder)
    await write('features', 'Faulty', '--target', 'HigherLater', '--open-test-set', '--html', 'features.html')
    await write('targets', 'T10up5low30min', '--open-test-set', '--html', 'targets.html')
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  async function write(...args: string[]): Promise<void> {
    const io = fakeIo(folder)
    expect(await run(args, io), io.stderr()).toBe(0)
  }

  const PANELS = {
    features: ['columns', 'column', 'correlation', 'clusters', 'pairs', 'rows'],
    targets: ['balance', 'runs', 'ceiling', 'evidence', 'ceiling-table', 'rows'],
  }

  test.each([
    ['features', 'light'],
    ['features', 'dark'],
    ['targets', 'light'],
    ['targets', 'dark'],
  ] as const)('%s: every part is drawn without an error or a request, %s', async (kind, scheme: Scheme) => {
    const { page, errors, requests } = await openPage(browser, join(folder, `${kind}.html`), scheme)
    expect(errors).toEqual([])
    expect(requests).toEqual([])
    for (const id of PANELS[kind]) {
      const box = await page.locator(`#${id}`).boundingBox()
      expect(box?.height, id).toBeGreaterThan(80)
      expect((box?.x ?? 0) + (box?.width ?? Infinity), id).toBeLessThanOrEqual(1280)
    }
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280)
    await expect.poll(() => page.locator('.badge').allTextContents()).toEqual(['simulated market'])
    await keepScreenshot(page, `${kind}-${scheme}`)
  })

  test.each(['features', 'targets'] as const)(
    '%s: a window of 400 pixels shows it all, top to bottom',
    async (kind) => {
      const { page, errors } = await openPage(browser, join(folder, `${kind}.html`))
      await page.setViewportSize({ width: 400, height: 800 })
      for (const id of PANELS[kind]) {
        const box = await page.locator(`#${id}`).boundingBox()
        expect(box?.width, id).toBeGreaterThan(340)
        expect((box?.x ?? 0) + (box?.width ?? Infinity), id).toBeLessThanOrEqual(400)
      }
      for (const tile of await page.locator('.tile').all()) {
        await expect.poll(() => tile.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0)
      }
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
      expect(errors).toEqual([])
    },
  )

  test('the heading of a measure sorts the columns, a row chooses one', async () => {
    const { page, errors } = await openPage(browser, join(folder, 'features.html'))
    const names = page.locator('#columns tbody .link')
    expect((await names.allTextContents()).length).toBe(6)
    await page.getByRole('button', { name: 'PSI test' }).click()
    await expect.poll(() => names.first().textContent()).toBe('level')
    await page.getByRole('button', { name: 'Column' }).click()
    await expect.poll(() => names.allTextContents()).toEqual(['gain', 'again', 'less', 'still', 'holes', 'level'])
    await names.nth(5).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#column .note').textContent()).toContain('level of one')
    await expect.poll(() => page.locator('#columns tr[aria-selected="true"] .link').textContent()).toBe('level')
    await expect.poll(() => page.locator('#columns .link:focus').textContent()).toBe('level')
    await expect.poll(() => page.locator('#column .step').count()).toBe(3)
    await expect
      .poll(() => page.locator('#columns .mark.warn').allTextContents())
      .toEqual(['= gain', 'constant', 'missing', 'infinite'])
    expect(errors).toEqual([])
  })

  test('a long name leaves room for the measures', async () => {
    const { page } = await openPage(browser, join(folder, 'features.html'))
    const name = page.locator('#columns tbody .link').first()
    await name.evaluate((link) => (link.textContent = 'strength'.repeat(10)))
    const panel = await page.locator('#columns').boundingBox()
    const head = await page.locator('#columns thead th').last().boundingBox()
    expect((head?.x ?? Infinity) + (head?.width ?? 0)).toBeLessThanOrEqual((panel?.x ?? 0) + (panel?.width ?? 0))
  })

  test('a cell of the correlation chooses its pair, by click and by keyboard', async () => {
    const { page, errors } = await openPage(browser, join(folder, 'features.html'))
    const map = page.locator('#correlation canvas')
    const told = page.locator('#correlation .readout')
    await map.focus()
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowLeft')
    }
    const [first = '', second = ''] = (await told.textContent())?.split(/ and |:/) ?? []
    expect(first).toBe(second)
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => told.textContent()).toMatch(new RegExp(`^${first} and (?!${first}:).*: −?[01]\\.\\d{3}$`))
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator('#column .note').textContent())
      .toMatch(new RegExp(`^${first} of .*chosen with`))
    const box = await map.boundingBox()
    await map.click({ position: { x: (box?.width ?? 0) - 4, y: 4 } })
    await expect.poll(() => told.textContent()).toMatch(new RegExp(`^${first} and `))
    expect(errors).toEqual([])
  })

  test('the clusters and the strongest pairs lead to their columns', async () => {
    const { page, errors } = await openPage(browser, join(folder, 'features.html'))
    expect((await page.locator('#clusters .link').allTextContents()).sort()).toEqual(['again', 'gain', 'less'])
    await page.locator('#clusters .link', { hasText: 'less' }).click()
    await expect.poll(() => page.locator('#column .note').textContent()).toContain('less of one')
    await page.locator('#pairs .link').first().click()
    await expect.poll(() => page.locator('#pairs tr[aria-selected="true"]').count()).toBe(1)
    expect(errors).toEqual([])
  })

  test('a base can be chosen on both pages', async () => {
    for (const kind of ['features', 'targets'] as const) {
      const { page, errors } = await openPage(browser, join(folder, `${kind}.html`))
      await page.locator('#base').selectOption('two')
      if (kind === 'features') await expect.poll(() => page.locator('#column .note').textContent()).toContain(' of two')
      else await expect.poll(() => page.locator('#balance .note').textContent()).toContain('of two')
      expect(errors).toEqual([])
    }
  })

  test('the lengths of runs are told from the least to the greatest of a bar', async () => {
    const { page } = await openPage(browser, join(folder, 'targets.html'))
    const labels = await page.locator('#runs svg text[text-anchor="middle"]').allTextContents()
    expect(labels.slice(0, 3)).toEqual(['1', '2–3', '4–7'])
  })

  test('a class that crowds out the others is hidden until it is asked for', async () => {
    const { page, errors } = await openPage(browser, join(folder, 'targets.html'))
    const hold = page.locator('#balance .toggle', { hasText: 'hold' })
    await expect.poll(() => hold.getAttribute('aria-pressed')).toBe('false')
    await expect.poll(() => page.locator('#balance .class-hold').count()).toBe(1)
    await hold.click()
    await expect.poll(() => hold.getAttribute('aria-pressed')).toBe('true')
    await expect.poll(() => page.locator('#balance svg .class-hold').count()).toBe(3)
    await expect
      .poll(() => page.locator('#runs .toggle', { hasText: 'hold' }).getAttribute('aria-pressed'))
      .toBe('true')
    expect(errors).toEqual([])
  })
})
