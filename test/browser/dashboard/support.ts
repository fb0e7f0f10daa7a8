import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { z } from 'zod'
import { PAGE_TIMEOUT, sharedBrowser } from '../../support/browser.js'
import { commandLine, copyDemo } from '../../support/demo-workspace.js'

export { chromiumPath } from '../../support/browser.js'
export { keepScreenshot } from '../../support/open-page.js'
export type Scheme = 'dark' | 'light'

/** A view of the dashboard that a test looks at, 1280 by 800. */
export interface OpenView {
  readonly page: Page
  readonly context: BrowserContext
  /** Messages of the console that are no plain logs, uncaught errors, and requests that left the dashboard. */
  readonly errors: string[]
}

export interface DashboardUnderTest {
  /** Its address without a slash at the end; the same after `restart`. */
  readonly url: () => string
  /** The workspace's folder: tests may change what is in it. */
  readonly folder: () => string
  /** Opens a view and waits until the page of its path has drawn its title; it is closed when the test ends. */
  open(path: string, options?: { readonly scheme?: Scheme; readonly title?: string }): Promise<OpenView>
  /** Ends the server, as Ctrl-C does. */
  stop(): Promise<void>
  /** Starts it again on the same port. */
  restart(): Promise<void>
  /** What the server printed on stderr. */
  readonly stderr: () => string
}

export interface DashboardSetup {
  /** `demo` (the default) has all that the demo makes; `empty` is an empty folder. */
  readonly workspace?: 'demo' | 'empty'
  /** More arguments of the command, `--read-only`. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Changes the workspace before the server starts. */
  readonly prepare?: (folder: string) => Promise<void>
}

const announced = z.object({ url: z.string() })

/** A dashboard of its own for one `describe`: its workspace, its server, its browser. Call it inside the describe. */
export function openDashboard(setup: DashboardSetup = {}): DashboardUnderTest {
  let browser: Browser
  let folder = ''
  let url = ''
  let stderr = ''
  let server: ChildProcess | undefined

  const start = async (port: string): Promise<void> => {
    const args = [commandLine, 'dashboard', '--port', port, '--json', ...(setup.args ?? [])]
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...setup.env } })
    server = child
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString()
    })
    const line = await Promise.race([firstLine(child.stdout), once(child, 'exit')])
    if (typeof line !== 'string') throw new Error(`the dashboard ended: ${stderr}`)
    url = announced.parse(JSON.parse(line)).url
  }
  const stop = async (): Promise<void> => {
    if (!server || server.exitCode !== null) return
    server.kill('SIGINT')
    await once(server, 'exit')
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'followupward-dashboard-'))
    if (setup.workspace !== 'empty') await copyDemo(folder)
    await setup.prepare?.(folder)
    await start('0')
    browser = await sharedBrowser()
  }, 120_000)
  afterAll(async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
  })

  return {
    url: () => url,
    folder: () => folder,
    stop,
    restart: () => start(new URL(url).port),
    stderr: () => stderr,
    open: (path, { scheme = 'light', title } = {}) => openView(browser, url, path, scheme, title),
  }
}

async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line
  return ''
}

async function openView(
  browser: Browser,
  url: string,
  path: string,
  colorScheme: Scheme,
  title: string | undefined,
): Promise<OpenView> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme })
  context.setDefaultTimeout(PAGE_TIMEOUT)
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const errors: string[] = []
  page.on('console', (message) => void (message.type() === 'log' || errors.push(message.text())))
  page.on('pageerror', (error) => void errors.push(error.message))
  page.on('request', (request) => void (request.url().startsWith(url) || errors.push(`asked for ${request.url()}`)))
  await page.goto(`${url}${path}`)
  await page.locator('main h1', title === undefined ? {} : { hasText: title }).waitFor()
  return { page, context, errors }
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const axeFaults = z.array(
  z.object({ id: z.string(), impact: z.string().nullable(), help: z.string(), nodes: z.array(z.string()) }),
)

/** Insists that axe-core finds no serious or critical error in what the page shows now. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(await axeSource)
  const found = axeFaults.parse(
    await page.evaluate(`axe.run(document).then(({ violations }) => violations.map(({ id, impact, help, nodes }) => ({
      id, impact, help, nodes: nodes.map(({ target, failureSummary }) => target.join(' ') + ': ' + failureSummary),
    })))`),
  )
  expect(found.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
}

/** Insists that nothing reaches beyond the window's right edge. */
export async function expectFits(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(page.viewportSize()?.width ?? 0)
}
