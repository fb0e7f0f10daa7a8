import { openLedger } from '../../../../src/store/ledger/ledger.js'

/** Adds looks to a ledger until it is killed, or as many as it is told; each bears its number, and two stand together. */
const [folder = '', name = '', count = 'Infinity'] = process.argv.slice(2)
const ledger = openLedger(folder)
for (let number = 1; number <= Number(count); number++) {
  const look = { kind: 'look', time: number, look: 'assess', subject: name } as const
  const ranges = [{ market: 'simulated/spot/ONE-USDT/1m', from: 0, to: 60_000 }]
  await ledger.addSeals([
    { ...look, ranges },
    { ...look, ranges: [...ranges, ...ranges] },
  ])
  process.stdout.write(`${number}\n`)
}
