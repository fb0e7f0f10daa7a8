import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chromiumPath, expectAccessible, expectFits, keepScreenshot, openDashboard } from './support.js'

/** A busy machine takes its time to score a set. */
const PATIENCE = { timeout: 60_000 }

describe.skipIf(chromiumPath === undefined)('the assessment page', () => {
  const dashboard = openDashboard()

  test.each(['light', 'dark'] as const)('shows what the demo’s classifier is worth, %s', async (scheme) => {
    const { page, errors } = await dashboard.open('/assessment?set=test', { scheme })
    await page.locator('#cell .tile').first().waitFor(PATIENCE)
    await expect.poll(() => page.locator('.heat button').count()).toBe(49)
    await expect.poll(() => page.locator('.selection').textContent()).toContain('nothing shown was chosen on this set')
    await expect.poll(() => page.getByRole('img', { name: /^Summed gain over time: / }).count()).toBe(1)
    await page.locator('#trades tbody tr').first().waitFor()
    await page.locator('.trade-chart canvas').first().waitFor()
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, `dashboard-assessment-${scheme}`)
    expect(errors).toEqual([])
  })

  test('a cell of the heat map opens its trades, and a trade its candles, under an address of their own', async () => {
    const { page, errors } = await dashboard.open('/assessment?set=validation')
    const cell = page.locator('.heat button[data-buy="2"][data-sell="3"]')
    await cell.waitFor(PATIENCE)
    const count = Number(await cell.locator('small').textContent())
    await cell.click()
    await expect.poll(() => cell.getAttribute('aria-pressed')).toBe('true')
    await page.locator('#cell h2', { hasText: 'Buy at 0.5, sell at 0.6' }).waitFor()
    await page.locator('#cell .tile', { hasText: `${count.toLocaleString('en')} trades` }).waitFor(PATIENCE)
    await expect
      .poll(() => page.locator('#trades .note').first().textContent(), PATIENCE)
      .toContain(count.toLocaleString('en'))
    await page.locator('#trades tbody tr').nth(1).press('Enter')
    await page.locator('#candles header', { hasText: 'trade 2:' }).waitFor()
    const { searchParams } = new URL(page.url())
    expect(Object.fromEntries(searchParams)).toEqual({
      classifier: 'demo',
      set: 'validation',
      buy: '0.5',
      sell: '0.6',
      trade: '2',
    })
    await page.reload()
    await page.locator('#candles header', { hasText: 'trade 2:' }).waitFor(PATIENCE)
    await expect.poll(() => page.locator('.selection').textContent()).toContain('chosen on this very set')
    await cell.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.locator('#cell h2', { hasText: 'Buy at 0.5, sell at 0.7' }).waitFor()
    await page.goBack()
    await page.locator('#cell h2', { hasText: 'Buy at 0.5, sell at 0.6' }).waitFor()
    await page.locator('#candles header', { hasText: 'trade 2:' }).waitFor(PATIENCE)
    await page.goBack()
    await page.locator('#candles header', { hasText: 'trade 2:' }).waitFor({ state: 'detached' })
    await page.locator('#cell h2', { hasText: 'Buy at 0.5, sell at 0.6' }).waitFor()
    expect(errors).toEqual([])
  }, 120_000)

  test('an address names the classifier and the set that it shows', async () => {
    const { page } = await dashboard.open('/assessment')
    await expect.poll(() => new URL(page.url()).searchParams.get('classifier'), PATIENCE).toBe('demo')
    expect(new URL(page.url()).searchParams.get('set')).toBe('validation')
  })

  test.each([
    ['scores', '#reliability svg'],
    ['periods', '#by-month table'],
  ])('the view %s can be used by everyone', async (view, awaited) => {
    const { page, errors } = await dashboard.open(`/assessment?view=${view}`, { scheme: 'dark' })
    await page.locator(awaited).first().waitFor(PATIENCE)
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, `dashboard-assessment-${view}-dark`)
    expect(errors).toEqual([])
  })

  test('scores are shown by class, gains by base', async () => {
    const { page } = await dashboard.open('/assessment?view=scores')
    await page.locator('#distribution').waitFor(PATIENCE)
    await page.getByRole('button', { name: 'sell', exact: true }).click()
    await page.getByRole('img', { name: /^Distribution of the score of sell by label/ }).waitFor()
    await page.locator('#by-base tbody tr').first().click()
    await expect.poll(() => page.locator('#cell .note').first().textContent(), PATIENCE).toMatch(/^(sim|mis) ·/)
    expect(new URL(page.url()).searchParams.get('base')).toMatch(/^(sim|mis)$/)
  })

  test('a classifier that is cut, deleted or comes back is told of while the page is open', async () => {
    const { page } = await dashboard.open('/assessment?classifier=demo')
    await page.locator('#cell .tile').first().waitFor(PATIENCE)
    const folder = join(dashboard.folder(), 'classifiers')
    const model = join(folder, 'demo', 'model.onnx')
    const bytes = await readFile(model)
    await writeFile(model, bytes.subarray(0, 100))
    await page.getByText('model.onnx is damaged').waitFor(PATIENCE)
    await writeFile(model, bytes)
    await expect.poll(() => page.getByText('model.onnx is damaged').count(), PATIENCE).toBe(0)
    await rename(folder, `${folder}-away`)
    await page.getByText('There is no classifier yet.').waitFor(PATIENCE)
    await cp(`${folder}-away`, folder, { recursive: true })
    await rm(`${folder}-away`, { recursive: true })
    await page.locator('#cell .tile').first().waitFor(PATIENCE)
    await page.goto(`${dashboard.url()}/assessment?classifier=other`)
    await page.getByText('There is no classifier other').waitFor()
    await page.getByLabel('Classifier').selectOption('demo')
    await page.locator('#cell .tile').first().waitFor(PATIENCE)
  }, 240_000)
})

describe.skipIf(chromiumPath === undefined)('the assessment page of an empty workspace', () => {
  const dashboard = openDashboard({ workspace: 'empty' })

  test('leads to the training of a first classifier', async () => {
    const { page, errors } = await dashboard.open('/assessment')
    await page.getByRole('link', { name: 'Train one' }).click()
    await page.locator('#new-training').waitFor()
    expect(new URL(page.url()).pathname).toBe('/training')
    expect(errors).toEqual([])
  })
})
