import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { PAGE_TIMEOUT } from './browser.js'

export type Scheme = 'dark' | 'light'

/** A page that a test looks at, 1280 by 800. */
export interface OpenPage {
  readonly page: Page
  /** Messages of the console that are no plain logs, and uncaught errors. */
  readonly errors: readonly string[]
  /** Addresses that the page asked for, itself not counted. */
  readonly requests: readonly string[]
}

/** Opens a file that draws itself, and waits until it has; it is closed when the test ends. */
export async function openPage(browser: Browser, file: string, colorScheme: Scheme = 'light'): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme })
  page.setDefaultTimeout(PAGE_TIMEOUT)
  onTestFinished(() => page.close())
  const errors: string[] = []
  const requests: string[] = []
  page.on('console', (message) => void (message.type() === 'log' || errors.push(message.text())))
  page.on('pageerror', (error) => void errors.push(error.message))
  page.on('request', (request) => void requests.push(request.url()))
  const url = pathToFileURL(file).href
  await page.goto(url)
  await page.locator('footer').waitFor()
  await page.waitForTimeout(300)
  return { page, errors, requests: requests.filter((address) => address !== url) }
}

/** With SCREENSHOTS set to a folder, keeps what the page looks like, for people to judge. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (folder === undefined) return
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await page.screenshot({ path: join(folder, `${name}-full.png`), fullPage: true })
}
