// The dashboard on five years of minutes of two bases: what a browser needs until it paints, what the server needs for a
// view that was panned or zoomed, its memory after a thousand views, and the bytes of the first load. The server and the
// writer of the candles are processes of their own.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { startDashboard } from './lib/dashboard-server.mjs'
import { median, row } from './lib/measure.mjs'
import { quantile, requestView, parseInput, viewsOf } from './lib/dashboard-views.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const REPETITIONS = 7
const VIEWS = 1000

export async function rows(progress) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-dashboard-'))
  progress('writing five years of two bases')
  execFileSync(process.execPath, [join(here, 'lib/dashboard-workspace.mjs'), folder], { stdio: ['ignore', 2, 2] })
  const server = await startDashboard(folder)
  try {
    const results = []
    progress('a browser’s first paint')
    if (existsSync(CHROMIUM)) results.push(...(await paintRows(server.url)))
    else progress(`no browser at ${CHROMIUM}: install chromium, or set CHROMIUM to its path`)
    progress('pan and zoom')
    results.push(...(await panRows(server.url)))
    progress(`${VIEWS} views`)
    results.push(...(await memoryRows(server, progress)))
    return results
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function paintRows(url) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  try {
    const start = await visit(browser, `${url}/start`, 0)
    const cold = await visit(browser, `${url}/market`, 5)
    const warm = []
    for (let visits = 0; visits < REPETITIONS; visits++) warm.push(await visit(browser, `${url}/market`, 5))
    const time = { metric: 'time', unit: 'ms', better: 'less', target: 1000 }
    const size = { metric: 'size', unit: 'kB gzip', better: 'less' }
    return [
      row({ name: 'market, first paint', ours: median(warm.map(({ paint }) => paint)), ...time }),
      row({ name: 'market, five charts, first visit of a server', ours: cold.charts, ...time, target: null }),
      row({ name: 'market, five charts', ours: median(warm.map(({ charts }) => charts)), ...time }),
      row({ name: 'first load, start page', ours: start.bytes / 1000, ...size, target: 150 }),
      row({ name: 'first load, market page with its charts', ours: cold.bytes / 1000, ...size, target: null }),
    ]
  } finally {
    await browser.close()
  }
}

/** Opens an address in a browser without a cache; waits until so many answers of candles are there and were painted. */
async function visit(browser, address, charts) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  try {
    let left = charts
    const drawn =
      charts === 0
        ? undefined
        : page.waitForEvent('requestfinished', {
            predicate: (request) => request.url().includes('/api/market/candles') && --left === 0,
          })
    const started = performance.now()
    await page.goto(address)
    await page.locator('main h1').waitFor({ state: 'attached' })
    await drawn
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)))),
    )
    const elapsed = performance.now() - started
    const { paint, bytes } = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      bytes: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .filter(({ name }) => !name.includes('/api/'))
        .reduce((sum, entry) => sum + (entry instanceof PerformanceResourceTiming ? entry.encodedBodySize : 0), 0),
    }))
    return { charts: elapsed, paint, bytes }
  } finally {
    await context.close()
  }
}

/** From the request to the last byte of the answer, on loopback: more than the server's own time. */
async function panRows(url) {
  const results = []
  for (const [name, views] of Object.entries(viewsOf({ count: 60, seed: 1 }))) {
    const first = []
    const again = []
    for (const view of views) {
      first.push(await parseInput(() => requestView(url, view)))
      again.push(await parseInput(() => requestView(url, view)))
    }
    const common = { unit: 'ms', better: 'less', target: 100 }
    results.push(
      row({ name, metric: 'median', ours: median(first), ...common }),
      row({ name, metric: '95 %', ours: quantile(first, 0.95), ...common }),
      row({ name: `${name}, seen before`, metric: 'median', ours: median(again), ...common }),
    )
  }
  return results
}

async function memoryRows(server, progress) {
  const memory = { metric: 'memory of the server', unit: 'MB', better: 'less' }
  const results = [row({ name: 'after pan and zoom', ours: server.memory(), ...memory, target: null })]
  const views = Object.values(viewsOf({ count: VIEWS, seed: 2 })).flat()
  for (let count = 1; count <= VIEWS; count++) {
    // A view is the document, what the frame asks for, and five charts.
    for (const path of ['/market', '/api/frame', '/api/market/overview', '/api/data/overview']) {
      await (await fetch(`${server.url}${path}`)).arrayBuffer()
    }
    for (let chart = 0; chart < 5; chart++) await requestView(server.url, views[(5 * count + chart) % views.length])
    if (count % 250 === 0) progress(`${count} views: ${Math.round(server.memory())} MB`)
    if (count === VIEWS / 2) {
      results.push(row({ name: `after ${count} views`, ours: server.memory(), ...memory, target: null }))
    }
  }
  results.push(row({ name: `after ${VIEWS} views`, ours: server.memory(), ...memory, target: 600 }))
  return results
}
