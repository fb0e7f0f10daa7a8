// The script of the processes that bring frames up to the candles: each task is one definition of one market.
import { allowCode } from '../../definitions/code-trust.js'
import { featureRequest } from '../../features/catalog.js'
import { frameBuffers, recycleBuffers, releaseBuffers } from '../../runtime/buffers.js'
import { serveTasks, taskHandler } from '../../runtime/serve-tasks.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { callingThreadComputer, type RowComputer } from '../../store/derived/derived-month.js'
import { openDerivedStore } from '../../store/derived/derived-store.js'
import { targetRequest } from '../../targets/catalog.js'
import { openComputePool } from './compute-pool.js'
import { sendCandles } from './compute-protocol.js'
import { getDefinition } from './find-definition.js'
import { countProgress, sendProgress, supplementTaskSchema, type SupplementTask } from './supplement-task.js'

const pools = new Map<string, RowComputer>()

serveTasks({
  supplement: taskHandler(supplementTaskSchema, async (task, { signal, progress }) => {
    const { directory, allowsCode, dataFolder, kind, id, market, range } = task
    if (allowsCode) allowCode(directory)
    const definition = await getDefinition(id, directory)
    const source =
      definition.kind === 'features' ? await featureRequest(definition.entry) : await targetRequest(definition.entry)
    if (definition.kind !== kind) throw new Error(`${id} is one of the ${definition.kind}, expected ${kind}`)
    const derived = openDerivedStore(dataFolder, openCandleStore(dataFolder), computerFor(task))
    const counted = countProgress(sendProgress(progress))
    await derived.supplement({ ...source, market, signal, progress: counted.progress, ...(range && { range }) })
    return { rows: counted.done() }
  }),
})

function computerFor({ directory, threads }: SupplementTask): RowComputer {
  if (threads === 1) return computeInPlace
  const key = `${threads} ${directory}`
  const pool = pools.get(key) ?? openComputePool(threads, directory)
  pools.set(key, pool)
  return pool
}

/** Computes where the candles are read, and gives their memory back at once, as threads do. */
const computeInPlace: RowComputer = {
  ...callingThreadComputer,
  compute: async (source, candles) => {
    const read = sendCandles(candles, source.definition.reads)
    const frame = await callingThreadComputer.compute(source, candles)
    const kept = frameBuffers(frame)
    releaseBuffers(frameBuffers(read.own, ...read.others.values()).filter((buffer) => !kept.includes(buffer)))
    return frame
  },
  recycle: (frame) => recycleBuffers(frameBuffers(frame)),
}
