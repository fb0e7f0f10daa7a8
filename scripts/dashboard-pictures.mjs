// The pictures of the dashboard's pages, in both themes: docs/images/dashboard-<name>.png and -dark.png, 1280 by 800. A
// page's picture is one line in PICTURES.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/**
 * `workspace` is `demo` (what the demo made, another training, a report of definitions) or `gaps` (four bases with holes).
 * `ready` is what must be there before the picture is taken; `act` may do something first.
 */
const PICTURES = [
  { name: 'start', path: '/start', ready: '.steps .done' },
  {
    name: 'market',
    path: '/market?base=sim&target=T10up5low30min&classifier=demo&features=F2cond20/gain30m',
    ready: '.market canvas',
  },
  {
    name: 'definitions',
    path: '/definitions?id=F2cond20&target=T10up5low30min',
    ready: '#columns',
    act: (page) => page.getByRole('button', { name: 'Create the report' }).click(),
  },
  { name: 'training', path: '/training', ready: '#runs tbody tr, main tbody tr' },
  { name: 'assessment', path: '/assessment', ready: 'main table, main canvas' },
  { name: 'trading', path: '/trading', ready: 'main canvas' },
  { name: 'data', path: '/data', ready: '#gaps .calendar-day', workspace: 'gaps' },
]

const only = process.argv.slice(2)

/** `root` is the project's folder, `demo` the demo's workspace, `scratch` a folder for other ones. */
export async function takeDashboardPictures({ root, browser, images, demo, scratch }) {
  const main = join(root, 'dist/cli/main.js')
  const wanted = PICTURES.filter(({ name }) => only.length === 0 || only.includes(name))
  for (const workspace of ['demo', 'gaps']) {
    const pictures = wanted.filter((picture) => (picture.workspace ?? 'demo') === workspace)
    if (pictures.length === 0) continue
    const folder = workspace === 'demo' ? demo : join(scratch, 'gaps')
    if (workspace === 'demo') trainAgain(main, folder)
    else await writeGaps(root, folder)
    await withServer(main, folder, async (url) => {
      for (const picture of pictures) await takeBoth(browser, url, images, picture)
    })
  }
}

async function takeBoth(browser, url, images, { name, path, ready, act }) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme })
    const settled = settledAnswers(page)
    await page.goto(url + path)
    if (colorScheme === 'light') await act?.(page)
    await page.locator(ready).first().waitFor({ timeout: 180_000 })
    await settled()
    await page.screenshot({ path: join(images, `dashboard-${name}${colorScheme === 'dark' ? '-dark' : ''}.png`) })
    await page.close()
  }
}

/** Waits until no answer has been outstanding for a second and a half: what was asked for is drawn then. */
function settledAnswers(page) {
  let pending = 0
  let last = performance.now()
  const change = (by) => (request) => {
    if (!request.url().includes('/api/') || request.url().includes('/api/events')) return
    pending += by
    last = performance.now()
  }
  page.on('request', change(1))
  page.on('requestfinished', change(-1))
  page.on('requestfailed', change(-1))
  const isBusy = () => pending > 0 || performance.now() - last < 1500
  return async () => {
    while (isBusy()) await page.waitForTimeout(100)
  }
}

/** Two runs of a training, so that there is something to compare. */
function trainAgain(main, folder) {
  for (const [name, net] of Object.entries({ small: 'l1=12,l2=8', wide: 'l1=48,l2=24' })) {
    const args = ['train', '--name', name, '--features', 'F2cond20', '--target', 'T10up5low30min']
    const course = ['--params', net, '--epochs', '12', '--batch-size', '256', '--select', 'seed']
    execFileSync(process.execPath, [main, ...args, ...course], { cwd: folder, stdio: 'inherit' })
  }
}

async function withServer(main, folder, work) {
  const child = spawn(process.execPath, [main, 'dashboard', '--port', '0', '--json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    await work(JSON.parse((await lines.next()).value).url)
  } finally {
    child.kill('SIGINT')
    await once(child, 'exit')
  }
}

const DAY = 1440
/** First day, days, and holes as first minute and length. */
const GAPS = {
  fil: [
    Date.UTC(2023, 2, 10),
    300,
    [
      [40 * DAY + 100, 7],
      [90 * DAY, 3 * DAY + 40],
      [182 * DAY, 95],
      [200 * DAY + 5, 12],
    ],
  ],
  near: [
    Date.UTC(2023, 0, 1),
    400,
    [
      [10 * DAY, 50],
      [300 * DAY, 65 * DAY],
    ],
  ],
  op: [Date.UTC(2023, 7, 1), 160, []],
  sand: [
    Date.UTC(2023, 4, 20),
    200,
    [
      [3 * DAY, 20],
      [50 * DAY + 300, 1000],
    ],
  ],
}

async function writeGaps(root, folder) {
  const { simulateCandles, toSimulatedMarket } = await import(join(root, 'dist/ohlcv/simulate-candles.js'))
  const { openCandleStore } = await import(join(root, 'dist/store/candles/open-candle-store.js'))
  const { sliceCandles } = await import(join(root, 'dist/core/candles.js'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\n')
  const store = openCandleStore(join(folder, 'data'))
  for (const [base, [from, days, holes]] of Object.entries(GAPS)) {
    const candles = simulateCandles('market', { seed: 9, from, rows: days * DAY, base })
    let at = 0
    for (const [hole, length] of [...holes, [days * DAY, 0]]) {
      await store.merge(toSimulatedMarket(base, 'USDT'), sliceCandles(candles, at, hole - at))
      at = hole + length
    }
  }
}
