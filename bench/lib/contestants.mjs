// Trainers that a bench compares: ours and those of other libraries, each on as many threads as it is fastest with.
import { startPeer } from './peers.mjs'

const THREADS = [1, 2]
/** How often each number of threads is tried. */
const TRIALS = 3

/** Starts a contestant on each number of threads and keeps the fastest; undefined where it cannot start. */
export async function best(start) {
  let found
  for (const threads of THREADS) {
    const next = await tried(await start(threads))
    if (!next) continue
    const [kept, other] = !found || next.milliseconds < found.milliseconds ? [next, found] : [found, next]
    await other?.stop()
    found = { ...kept, threads: kept.threads ?? threads }
  }
  return found
}

/** What was started, with the milliseconds of its fastest trial. */
async function tried(started) {
  if (!started) return undefined
  let milliseconds = Infinity
  for (let trial = 0; trial < TRIALS; trial++) milliseconds = Math.min(milliseconds, await started.again())
  return { ...started, milliseconds }
}

/** A library, after it has trained once from our first weights, where `anew` begins again; undefined where it is not installed. */
export async function startLibrary(script, library, threads, args) {
  const peer = startPeer(script, [library, threads, ...args].map(String))
  const { missing, ...first } = await peer.ask()
  if (!missing) {
    const again = async () => (await peer.ask()).milliseconds
    return { ...first, stop: peer.stop, again, anew: () => peer.ask({ anew: true }) }
  }
  if (threads === THREADS[0]) console.error(`    ${library} is left out: ${missing}`)
  peer.stop()
  return undefined
}

/** What each contestant has of something, by its name. */
export function ofEach(contestants, pick) {
  return Object.fromEntries([...contestants].map(([library, one]) => [library, pick(one)]))
}

/** Refuses losses that are not those of the same training. */
export function requireSame(library, ours, theirs) {
  const worst = Math.max(...ours.map((loss, i) => Math.abs(loss - theirs[i])))
  if (!(worst < 1e-3)) throw new Error(`${library}: the losses differ by ${worst}: not the same training`)
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
