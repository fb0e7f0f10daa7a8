import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { simulateCandles, toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { commandLine } from '../../support/demo-workspace.js'
import { chromiumPath, expectAccessible, expectFits, keepScreenshot, openDashboard } from './support.js'

/** More epochs than a test waits for. */
const ENDLESS = '--epochs=100000 --patience=100000'.split(' ')
const DEFINITIONS = '--features F2cond20 --target T10up5low30min --base sim'.split(' ')
/** A busy machine takes its time to begin a training. */
const PATIENCE = { timeout: 60_000 }

/** Epochs done, as the tile of the shown run says. */
async function epochsDone(page: Page): Promise<number> {
  const text = await page.locator('#run .tile', { hasText: 'Epochs done' }).locator('dd').first().textContent(PATIENCE)
  return Number(text?.split(' ')[0])
}

const startButton = (page: Page) => page.getByRole('button', { name: 'Start the training' })

async function untilBeyond(page: Page, epochs: number): Promise<void> {
  await expect.poll(() => epochsDone(page), { ...PATIENCE, interval: 200 }).toBeGreaterThan(epochs)
}

describe.skipIf(chromiumPath === undefined)('the training page', () => {
  const dashboard = openDashboard()

  test.each(['light', 'dark'] as const)('shows the demo’s training, %s', async (scheme) => {
    const { page, errors } = await dashboard.open('/training', { scheme })
    await page.getByRole('img', { name: /^Loss by epoch: training/ }).waitFor()
    await expect.poll(() => page.locator('#runs tbody tr').count()).toBe(1)
    await expect.poll(() => page.locator('#lineage').textContent()).toContain('F2cond20 version')
    await expect
      .poll(() => page.locator('#run-command pre').textContent())
      .toContain('followupward train --features F2cond20')
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, `dashboard-training-${scheme}`)
    expect(errors).toEqual([])
  })

  test.each([
    ['new', '#new-training .command-line pre'],
    ['classifiers', '#classifiers tbody tr'],
    ['compare', '#compared li'],
  ])('the view %s can be used by everyone', async (view, awaited) => {
    const { page, errors } = await dashboard.open(`/training?view=${view}`, { scheme: 'dark' })
    await page.locator(awaited).first().waitFor()
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, `dashboard-training-${view}-dark`)
    expect(errors).toEqual([])
  })

  test('a training is begun by a form that shows its command, moves, is stopped, and gone on with', async () => {
    const { page, errors } = await dashboard.open('/training?view=new')
    await page.getByLabel('Epochs', { exact: true }).fill('100000')
    await page.getByLabel('Patience, epochs', { exact: true }).fill('100000')
    await page.getByLabel('Name', { exact: true }).fill('moving')
    await page.locator('.checkboxes').getByLabel('sim').check()
    const command = page.locator('#new-training .command-line pre')
    await expect
      .poll(() => command.textContent())
      .toBe(
        'npx followupward train --features F2cond20 --target T10up5low30min --base sim --name moving --epochs 100000 --patience 100000',
      )
    await page.getByLabel('Monitor').selectOption('metric:MacroF1')
    await page.getByText('How the net learns').click()
    await page.getByLabel('Optimizer').selectOption('adamw')
    await page.getByLabel('Weight decay').fill('0.01')
    await page.getByLabel('Schedule').selectOption('plateau')
    await expect
      .poll(() => command.textContent())
      .toMatch(/ 100000 --monitor metric:MacroF1 --optimizer adamw --weight-decay 0\.01 --schedule plateau$/)
    await page.getByLabel('Learning rate').fill('0')
    await page.locator('[data-key="learningRate"] .error', { hasText: 'expected a number above 0' }).waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Start the training' }).isDisabled()).toBe(true)
    await page.getByLabel('Learning rate').fill('')
    await expect.poll(() => page.getByRole('button', { name: 'Start the training' }).isDisabled()).toBe(false)
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, 'dashboard-training-form')
    await page.getByRole('button', { name: 'Start the training' }).click()
    await page.locator('#run', { hasText: 'Run of moving' }).waitFor(PATIENCE)
    const began = await epochsDone(page)
    await untilBeyond(page, began + 1)
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByRole('button', { name: 'Stop it' }).click()
    const goOn = page.getByRole('button', { name: /^Resume after epoch/ })
    await goOn.waitFor(PATIENCE)
    await expect.poll(() => page.locator('#run .badge').textContent()).toBe('stopped')
    const reached = await epochsDone(page)
    await page.getByRole('img', { name: /^MacroF1 by epoch: MacroF1 0\.\d/ }).waitFor()
    await keepScreenshot(page, 'dashboard-training-metric')
    await page.goto(`${dashboard.url()}/training`)
    await goOn.click(PATIENCE)
    await expect.poll(() => page.locator('#runs tbody tr').count(), PATIENCE).toBe(3)
    await page.locator('#run .badge', { hasText: 'running' }).waitFor(PATIENCE)
    await untilBeyond(page, reached)
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByRole('button', { name: 'Stop it' }).click()
    await goOn.waitFor(PATIENCE)
    // The browser itself logs each answer of the refused learning rate.
    expect(errors.filter((text) => !text.includes('status of 400'))).toEqual([])
  }, 240_000)

  test('a training of a terminal is followed too; killed, it is shown as lost and can be gone on with', async () => {
    const args = [commandLine, 'train', ...DEFINITIONS, ...ENDLESS, '--name', 'outside']
    const child = spawn(process.execPath, args, { cwd: dashboard.folder(), stdio: 'ignore' })
    onTestFinished(() => void child.kill('SIGKILL'))
    const { page, errors } = await dashboard.open('/training')
    await page.locator('#run', { hasText: 'Run of outside' }).waitFor(PATIENCE)
    await untilBeyond(page, 1)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await page.locator('#run .badge', { hasText: 'lost' }).waitFor(PATIENCE)
    await page.getByRole('button', { name: /^Resume after epoch/ }).waitFor(PATIENCE)
    await expect.poll(() => page.locator('#run header').textContent()).toContain('stopped without an end')
    expect(errors).toEqual([])
  }, 120_000)

  test('runs are compared under an address of their own: curves, results, settings that differ', async () => {
    const { page, errors } = await dashboard.open('/training')
    const boxes = page.getByRole('checkbox', { name: /^compare/ })
    await boxes.first().check()
    await boxes.last().check()
    await page.getByRole('link', { name: 'Compare 2' }).click()
    await page.locator('#compared-results').waitFor()
    await expect.poll(() => page.locator('#compared-results thead th').count()).toBe(2)
    await expect.poll(() => page.locator('#compared-settings tbody').textContent()).toContain('seed')
    expect(new URL(page.url()).searchParams.get('compare')?.split(',')).toHaveLength(2)
    await page.reload()
    await page.getByRole('img', { name: /^Validation gain by epoch: / }).waitFor()
    await expectFits(page)
    await expectAccessible(page)
    await keepScreenshot(page, 'dashboard-training-compared')
    expect(errors).toEqual([])
  })

  test('what is shown without a choice is in the address, without a step for Back', async () => {
    const { page } = await dashboard.open('/start')
    await page.getByRole('link', { name: 'Training', exact: true }).first().click()
    await page.locator('#run').waitFor()
    const shown = await page.locator('#runs tbody tr[aria-selected="true"]').getAttribute('data-key')
    await expect.poll(() => new URL(page.url()).searchParams.get('run')).toBe(shown)
    await page.goBack()
    await expect.poll(() => new URL(page.url()).pathname).toBe('/start')
  })

  test('a log that is damaged or goes away is told of, and the page recovers', async () => {
    const { page } = await dashboard.open('/training')
    const broken = join(dashboard.folder(), 'runs', 'broken.jsonl')
    await page.locator('#run').waitFor()
    await writeFile(broken, 'no event\n')
    await page.getByText('broken: the log does not say how the run started').waitFor(PATIENCE)
    await appendFile(broken, '{"event":')
    await rm(broken)
    await expect.poll(() => page.getByText('broken: the log').count(), PATIENCE).toBe(0)
    await page.goto(`${dashboard.url()}/training?run=gone`)
    await page.getByText('no training gone').waitFor()
  })
})

describe.skipIf(chromiumPath === undefined)('the form of a training', () => {
  const dashboard = openDashboard({
    prepare: async (folder) => {
      const candles = simulateCandles('market', { seed: 1, from: Date.UTC(2023, 0, 1), rows: 20 * 1440, base: 'old' })
      await openCandleStore(join(folder, 'data')).merge(toSimulatedMarket('old', 'USDT'), candles)
      const config = join(folder, 'followupward.yaml')
      await writeFile(config, (await readFile(config, 'utf8')).replace('[sim, mis]', '[sim, mis, old]'))
    },
  })

  test('shows each error beside its field; the button puts the focus into the first', async () => {
    const { page } = await dashboard.open('/training?view=new&learningRate=0&epochs=0&params=l1=zzz')
    for (const [key, text] of [
      ['params', 'expected name=number'],
      ['epochs', 'expected at least 1'],
      ['learningRate', 'expected a number above 0'],
    ] as const)
      await page.locator(`[data-key="${key}"] .error`, { hasText: text }).waitFor()
    expect(await page.locator('#new-training .notice.bad').count()).toBe(0)
    const focused = (): Promise<string | null> =>
      page.evaluate(() => document.activeElement?.getAttribute('name') ?? null)
    await startButton(page).focus()
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('param-l1')
    await page.locator('input[name="param-l1"]').fill('8')
    await page.locator('[data-key="params"] .error').waitFor({ state: 'detached' })
    await startButton(page).focus()
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('epochs')
    await page.locator('.actions.start').getByRole('button', { name: 'Learning rate' }).click()
    await expect.poll(focused).toBe('learningRate')
    await expectAccessible(page)
    await keepScreenshot(page, 'dashboard-training-form-errors')
  })

  test('counts the rows of every base and set before the start, and names a base without any', async () => {
    const { page, errors } = await dashboard.open('/training?view=new')
    const rows = page.getByRole('table', { name: 'Rows of the sets' }).locator('tbody tr')
    await expect.poll(() => rows.count()).toBe(3)
    const cells = (base: string): Promise<string[]> =>
      page.locator(`.rows-preview tr[data-key="${base}"] td`).allTextContents()
    await expect.poll(() => cells('sim')).toEqual(['sim', '57,572', '21,600', '14,372', '28', '28 purged at a border'])
    await expect.poll(async () => (await cells('old')).slice(1, 4)).toEqual(['0', '0', '0'])
    await page.locator('[data-key="bases"] .error', { hasText: 'base old has no candles in the sets' }).waitFor()
    await expect.poll(() => startButton(page).isDisabled()).toBe(true)
    await keepScreenshot(page, 'dashboard-training-preview')
    for (const base of ['sim', 'mis']) await page.locator('.checkboxes').getByLabel(base).check()
    await page.locator('[data-key="bases"] .error').waitFor({ state: 'detached' })
    await expect.poll(() => startButton(page).isDisabled()).toBe(false)
    await expect.poll(() => rows.count()).toBe(2)
    await expectFits(page)
    await expectAccessible(page)
    expect(errors).toEqual([])
  })

  test('a training that fails after all is told of in a banner that can be closed, with the keyboard too', async () => {
    const sets = '{"training":[["2024-01-12T00:00","2024-01-12T00:02"]],"validation":[["2024-02-20","2024-02-21"]]}'
    const banner = '.notice.bad'
    for (const close of ['pointer', 'keyboard'] as const) {
      const { page } = await dashboard.open(`/training?view=new&bases=sim&sets=${encodeURIComponent(sets)}`)
      await page.getByRole('table', { name: 'Rows of the sets' }).waitFor()
      await startButton(page).click()
      const failed = page.locator(banner, { hasText: /failed: .*no row of class/ })
      await failed.waitFor(PATIENCE)
      const button = failed.getByRole('button', { name: 'Close this message' })
      if (close === 'pointer') await button.click()
      else {
        await button.focus()
        await page.keyboard.press('Escape')
      }
      await failed.waitFor({ state: 'detached' })
    }
  }, 120_000)
})

describe.skipIf(chromiumPath === undefined)('the training page of an empty workspace', () => {
  const dashboard = openDashboard({ workspace: 'empty', args: ['--read-only'] })

  test('says what is missing, and changes nothing where it may not', async () => {
    const { page, errors } = await dashboard.open('/training')
    await page.getByText('No training yet.').waitFor()
    await page.goto(`${dashboard.url()}/training?view=new`)
    await page.getByText('there are no candles yet').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Start the training' }).isDisabled()).toBe(true)
    await expectAccessible(page)
    expect(errors).toEqual([])
  })
})
