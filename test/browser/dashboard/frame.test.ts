import { describe, expect, test } from 'vitest'
import { chromiumPath, expectAccessible, expectFits, openDashboard } from './support.js'

describe.skipIf(chromiumPath === undefined)('the frame of the dashboard in a browser', () => {
  const dashboard = openDashboard({ workspace: 'empty' })

  test.each(['light', 'dark'] as const)('shows its pages without an error, %s', async (scheme) => {
    const { page, faults } = await dashboard.open('/', { scheme })
    const links = page.locator('nav a')
    expect(await links.allTextContents()).toEqual([
      'Start',
      'Market',
      'Features & targets',
      'Training',
      'Assessment',
      'Trading',
      'Data',
    ])
    expect(await page.locator('nav a[aria-current]').textContent()).toBe('Start')
    await expectFits(page)
    await expectAccessible(page)
    expect(faults).toEqual([])
  })
})
