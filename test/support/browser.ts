import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const CANDIDATES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser of the tests: `CHROMIUM`, or where a system usually has it. */
export const chromiumPath: string | undefined = CANDIDATES.find((path) => path !== undefined && existsSync(path))

if (chromiumPath === undefined) {
  process.stderr.write('browser tests are skipped: no chromium found; install one or set CHROMIUM to its path\n')
}

let launched: Promise<Browser> | undefined

/** What never comes ends a wait; a busy machine does not. */
export const PAGE_TIMEOUT = 60_000

/** The browser of this process: started once for all its files, and ended with it. */
export function sharedBrowser(): Promise<Browser> {
  return (launched ??= launchBrowser())
}

/** A headless browser that asks nobody for updates. */
function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
