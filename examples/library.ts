// The whole path as a script: a simulated market, a classifier, its assessment, a frame of features, and a replayed trade.
// Run it in an empty folder: node --experimental-strip-types library.ts (Node 22), node library.ts (Node 24), or compile it first.
import { openWorkspace } from 'followupward/workspace'

const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

const ws = await openWorkspace('./work', {
  config: { exchange: { id: 'simulated' } },
  signal: stop.signal,
  log: console.error,
})
await ws.data.simulate({ kind: 'market', bases: ['sim', 'mis'], from: '2024-01-01', to: '2024-03-16', seed: 7 })
const { classifier, epochs } = await ws.train(
  {
    features: 'F2cond20',
    target: 'T10up5low30min',
    net: 'MLP',
    params: { l1: 24, dropout: 0.2 },
    seed: 1,
    // Thresholds by the highest gain: the replay below needs some, however few trades they are chosen by.
    select: 'seed',
    sets: {
      training: [['2024-01-12', '2024-02-15']],
      validation: [['2024-02-16', '2024-02-29']],
      test: [['2024-03-01', '2024-03-15']],
    },
  },
  { onEpoch: ({ epoch, validation }) => console.log(epoch, validation.gain) },
)
const report = await ws.assess({ classifier: classifier.name, set: 'validation' })
const frame = await ws.compute({ definition: 'F2cond20', base: 'sim', from: '2024-02-01', to: '2024-02-02' })
const run = await ws.trade({ classifier: classifier.name, mode: 'replay', from: '2024-02-20', to: '2024-02-21' })
console.log(epochs.length, report.gain, frame.columns.size, run.equity)
await ws.close()
