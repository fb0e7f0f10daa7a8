import { NOTHING_TO_LEARN, runTruth, type Claims, type TruthFigures } from './run-truth.js'

/** `npm run truth -- [MARKETS [SEED]] [--json]`: what verdicts claim where there is nothing to find, and where there is. */
const args = process.argv.slice(2).filter((arg) => arg !== '--json')
const [markets = 200, firstSeed = 1] = args.map(Number)
if (!(markets >= 1) || !Number.isInteger(firstSeed)) throw new Error('expected a number of markets, and a seed')

/** Share of a minute's deviation that is planted. */
const EDGE = 0.08
const common = { training: 10, validation: 20, later: 20, epochs: 3, firstSeed }

const nothing = run('nothing to learn', { ...common, markets, nets: 2, kinds: NOTHING_TO_LEARN })
const planted = run('a planted edge', {
  ...common,
  markets: Math.ceil(markets / 4),
  nets: 1,
  kinds: NOTHING_TO_LEARN.map((kind) => ({ ...kind, edge: EDGE })),
})

const text = process.argv.includes('--json')
  ? JSON.stringify({ markets, firstSeed, edge: EDGE, nothing, planted })
  : ['Nothing to learn', ...tableOf(nothing), '', `A planted edge of ${EDGE}`, ...tableOf(planted)].join('\n')
process.stdout.write(`${text}\n`)

const { selectionDays, laterDays, bestOfNets } = nothing
const isTrue = [selectionDays, laterDays, bestOfNets].every(({ edges, bound }) => edges <= bound)
if (!isTrue || laterDays.uniform < 0.01 || planted.laterDays.share < 0.8) process.exitCode = 1

function run(what: string, options: Parameters<typeof runTruth>[0]): TruthFigures {
  return runTruth({ ...options, onMarket: (done) => process.stderr.write(`\r${what}: ${done} of ${options.markets}`) })
}

function tableOf(figures: TruthFigures): string[] {
  return [
    'verdict on       could claim  claims  likely at 5 %  uniform p  trades  gain a day  Sharpe a year',
    ...Object.entries(figures).map(([name, claims]: [string, Claims]) =>
      [
        name.padEnd(16),
        String(claims.sayable).padStart(11),
        String(claims.edges).padStart(7),
        String(claims.bound).padStart(14),
        claims.uniform.toFixed(3).padStart(10),
        claims.meanTrades.toFixed(0).padStart(7),
        `${(100 * claims.meanDailyGain).toFixed(3)} %`.padStart(11),
        claims.meanSharpe.toFixed(2).padStart(14),
      ].join(' '),
    ),
  ]
}
