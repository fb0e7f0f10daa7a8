import { readdirSync } from 'node:fs'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { chromiumPath, expectAccessible, expectFits, keepScreenshot, openDashboard } from './support.js'

const needsBrowser = describe.skipIf(chromiumPath === undefined)
const PATIENCE = 120_000

/** A feature set of the examples that looks one minute ahead. */
const leaky = fileURLToPath(new URL('../../../examples/leaky/features/NextMinute.ts', import.meta.url))

const filesOf = (kind: string): number => readdirSync(new URL(`../../../src/${kind}/catalog/`, import.meta.url)).length

needsBrowser('the page of features and targets', () => {
  const dashboard = openDashboard({
    prepare: async (folder) => {
      await mkdir(join(folder, 'features'), { recursive: true })
      await writeFile(join(folder, 'features/Broken.ts'), 'export default {\n')
    },
  })

  test('lists what there is, and says in which file something is broken', async () => {
    const { page, errors } = await dashboard.open('/definitions')
    await page.getByText(/Broken\.ts:\d+/).waitFor({ timeout: PATIENCE })
    await expect.poll(() => page.locator('#features tbody tr').count()).toBe(filesOf('features'))
    await expect.poll(() => page.locator('#targets tbody tr').count()).toBe(filesOf('targets'))
    expect(errors).toEqual([])
  })

  test('makes a report of a feature set, whose columns stand over the candles with labels', async () => {
    const { page, errors } = await dashboard.open('/definitions?id=F3cond14&target=T10up5low30min&bases=sim')
    await page.getByRole('button', { name: 'Create the report' }).click()
    await page.locator('#column .plot').waitFor({ timeout: PATIENCE })
    await page.locator('#columns').getByRole('button', { name: 'vol5m12h', exact: true }).click()
    await page.getByRole('heading', { name: 'vol5m12h over the candles of sim' }).waitFor()
    const chart = page.locator('#candles .canvas')
    const widest = (): Promise<number> =>
      chart.locator('canvas').evaluateAll((all) => Math.max(0, ...all.map(({ clientWidth }) => clientWidth)))
    await expect.poll(widest, { timeout: PATIENCE }).toBeGreaterThan(500)
    await expect.poll(() => chart.getAttribute('aria-label'), { timeout: PATIENCE }).toMatch(/^sim from .* highest/)
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, 'dashboard-definitions-light')
    await page.getByRole('button', { name: 'Dark theme' }).click()
    await expectAccessible(page)
    await keepScreenshot(page, 'dashboard-definitions-dark')
    // Made once, it is there for the next visitor.
    await page.reload()
    await page.locator('#column .plot').waitFor()
    expect(errors).toEqual([])
  }, 300_000)

  test('makes a report of a target: balance, runs, the ceiling of its labels', async () => {
    const { page, errors } = await dashboard.open('/definitions?id=T10up5low30min&bases=sim')
    await page.getByRole('button', { name: 'Create the report' }).click()
    await page.locator('#ceiling canvas').first().waitFor({ timeout: PATIENCE })
    await expectFits(page)
    await expectAccessible(page)
    expect(errors).toEqual([])
  }, 300_000)

  test('checks an own definition that looks ahead, and shows what was found', async () => {
    await cp(leaky, join(dashboard.folder(), 'features/NextMinute.ts'))
    const { page } = await dashboard.open('/definitions?id=NextMinute')
    await page.locator('#check').getByText('unchecked').waitFor({ timeout: PATIENCE })
    await page.getByRole('button', { name: 'Check now' }).click()
    await page.locator('#check .badge').getByText('failed').waitFor({ timeout: PATIENCE })
    await page.locator('#check').getByText('causality').first().waitFor()
    await expectAccessible(page)
  }, 300_000)

  test('an id that is not there is named', async () => {
    const { page } = await dashboard.open('/definitions?id=Gone')
    await page.getByText(/no feature set or target Gone/).waitFor()
  })
})
