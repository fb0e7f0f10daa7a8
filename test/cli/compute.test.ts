import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { plainCsv } from '../support/archive-csv.js'
import { candlesFrom } from '../support/candles-from.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const START = Date.UTC(2024, 0, 1)

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
  await writeFile(join(folder, 'fil.csv'), plainCsv(candlesFrom(START, 600)))
})

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo(folder)
  const code = await run(args, io)
  return { code, out: io.stdout(), err: io.stderr() }
}

describe('compute', () => {
  test('prints figures of each column, one summary for each base', async () => {
    await writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\n')
    await command('simulate', '--base', 'sim,mis', '--to', '2024-01-02')
    const { code, out } = await command('compute', 'TargetGrad1h1pct')
    expect(code).toBe(0)
    expect(out.match(/^TargetGrad1h1pct of .*$/gm)).toEqual([
      expect.stringMatching(
        /^TargetGrad1h1pct of simulated\/spot\/MIS-USDT\/1m: 1440 rows from 2024-01-01T00:00Z to 2024-/,
      ),
      expect.stringMatching(
        /^TargetGrad1h1pct of simulated\/spot\/SIM-USDT\/1m: .*; 59 of them have no label \(history mis/,
      ),
    ])
    expect(out).toMatch(/^gain +-?[\d.e-]+ +-?[\d.e-]+ +[\d.e-]+ +59\n/m)
    const json: unknown = JSON.parse((await command('compute', 'TargetGrad1h1pct', '--base', 'sim', '--json')).out)
    expect(json).toMatchObject({
      id: 'TargetGrad1h1pct',
      version: 1,
      kind: 'targets',
      results: [{ source: 'simulated/spot/SIM-USDT/1m', rows: 1440, unlabelled: 59, besideOutage: 0 }],
    })
    const several = await command('compute', 'TargetGrad1h1pct', '--out', 'x.csv')
    expect(several).toMatchObject({
      code: 1,
      err: 'error: --out takes one base, 2 are meant (mis, sim): choose with --base\n',
    })
  })

  test('names the file that it wrote, and tells of rows that read an outage', async () => {
    const lines = plainCsv(candlesFrom(START, 600)).split('\n')
    await writeFile(join(folder, 'gap.csv'), [...lines.slice(0, 301), ...lines.slice(341)].join('\n'))
    const { out, err } = await command('compute', 'TargetGrad30m5pml', '--candles', 'gap.csv', '--out', 'out.csv')
    expect(out).toBe('TargetGrad30m5pml: 600 rows → out.csv\n')
    expect(err).toContain('note: 69 of 600 rows of TargetGrad30m5pml read minutes of an outage')
    expect((await command('compute', 'TargetGrad30m5pml', '--candles', 'fil.csv')).err).not.toContain('outage')
  })

  test.each([
    [['F9', '--candles', 'fil.csv'], 'no feature set or target is called F9'],
    [['F2cond20', '--candles', 'fil.csv', '--out', 'f.xlsx'], '--out is f.xlsx: expected a name that ends in .csv'],
    [['F2cond20', '--candles', 'fil.csv', '--from', 'soon'], '--from is soon: expected an ISO time'],
    [['F2cond20', '--candles', 'fil.csv', '--base', 'fil'], '--base and --candles exclude each other'],
    [['TargetGrad30m5pml', '--candles', 'fil.csv', '--candles', 'btc=fil.csv'], 'leave --candles btc=… out'],
    [['F2cond20', '--base', 'near'], 'no candles of base near'],
    [['F2cond20'], 'no candles are stored; import some'],
  ])('%j is refused in one line', async (args, message) => {
    const { code, err } = await command('compute', ...args)
    expect(code).toBe(1)
    expect(err).toMatch(/^error: [^\n]*\n$/)
    expect(err).toContain(message)
  })
})
