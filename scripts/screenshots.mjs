// Takes the pictures of README and docs: `node scripts/screenshots.mjs` runs the demo in a temporary folder and photographs
// its report and the dashboard's pages with Chromium (CHROMIUM names another browser than /usr/bin/chromium). With names of
// pages (`node scripts/screenshots.mjs data market`) it takes those of the dashboard alone.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { takeDashboardPictures } from './dashboard-pictures.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const images = join(root, 'docs/images')
const folder = mkdtempSync(join(tmpdir(), 'followupward-'))
const demo = join(folder, 'demo')

try {
  execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), 'demo'], { cwd: folder, stdio: 'inherit' })
  mkdirSync(images, { recursive: true })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  if (process.argv.length === 2) await takeReport(browser)
  await takeDashboardPictures({ root, browser, images, demo, scratch: folder })
  await browser.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function takeReport(browser) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme })
    await page.goto(pathToFileURL(join(demo, 'reports/demo.html')).href)
    await page.waitForTimeout(1000)
    await page.screenshot({ path: join(images, colorScheme === 'light' ? 'report.png' : 'report-dark.png') })
  }
}
