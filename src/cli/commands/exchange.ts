import { once } from 'node:events'
import type { Command } from 'commander'
import type { WorkspaceConfig } from '../../config/schema.js'
import { isoMinute } from '../../core/time.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../exchange/simulated/simulated-exchange.js'
import type { ScenarioChoice } from '../../exchange/simulated/scenarios/open-scenarios.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { CommandModule } from '../command.js'
import { exchangeOptions, type ExchangeOptions } from '../exchange/exchange-options.js'
import { listScenarios, scenariosText } from '../../workspace/exchange/list-scenarios.js'
import { openInjectionLog, type InjectionLog } from '../exchange/injection-log.js'
import { readScenarios } from '../../workspace/exchange/read-scenarios.js'
import { replayedCandles, type Replay } from '../../workspace/exchange/replayed-candles.js'
import type { Io } from '../io.js'
import { openWorkspace } from '../../workspace/workspace.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .option('--base <names>', 'bases, comma separated (default: those of the workspace; one made up with --market)')
      .option('--market <kind>', 'sinus, triangle or market: made-up candles instead of stored ones')
      .option(
        '--seed <number>',
        'decides the made-up market, what scenarios do, and the key and secret of the account',
        '1',
      )
      .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', '8090')
      .option('--speed <number>', 'times the speed of real time, or stepped: time goes on when a client says so', '1')
      .option('--from <time>', 'where the replay begins (default: 15 days after the first candle)')
      .option('--to <time>', 'where the replay ends (default: with the candles)')
      .option('--balance <amounts>', 'what the account has: quote, or quote and coins as in 10000,BNB=2', '10000')
      .option('--fee-coin <coin>', 'fees are taken from this coin while the account has enough of it')
      .option('--fee-discount <share>', 'the share of fees waived where they are taken from --fee-coin', '0.25')
      .option('--volume-share <share>', "the most of a candle's volume that orders can take", '0.1')
      .option(
        '--scenario <names>',
        'what goes wrong: names, comma separated, or a yaml file; may be repeated',
        collected,
      )
      .option('--log <file>', 'what the scenarios do, a line each, in a file (default: on stderr)')
      .option('--scenarios', 'list the scenarios with their settings, and end')
      .option('--json', 'print one JSON document')
      .action((raw: unknown) => act(io, exchangeOptions(raw)))
  },
}
export default module

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

async function act(io: Io, options: ExchangeOptions): Promise<void> {
  if (!options.scenarios) return serve(io, options)
  const list = await listScenarios()
  io.out(options.json ? `${JSON.stringify(list)}\n` : scenariosText(list))
}

/** Serves until Ctrl-C, which is this command's usual end. */
async function serve(io: Io, options: ExchangeOptions): Promise<void> {
  const workspace = await openWorkspace(io, options.workspace)
  const { config } = workspace
  const { base: bases, market: kind, seed, from, to } = options
  const request = { bases, kind, seed, from, to }
  const replay = await replayedCandles(request, config, openCandleStore(workspace.dataFolder))
  const scenarios = await readScenarios(options.scenario, io.cwd)
  const log = openInjectionLog(io, options.log, options.seed, scenarios)
  try {
    await serveUntilEnd(io, options, replay, { config, scenarios, log })
  } finally {
    log.close()
  }
  io.err('the simulated exchange is closed\n')
}

interface Hostility {
  readonly config: WorkspaceConfig
  readonly scenarios: readonly ScenarioChoice[]
  readonly log: InjectionLog
}

async function serveUntilEnd(
  io: Io,
  options: ExchangeOptions,
  replay: Replay,
  { config, scenarios, log }: Hostility,
): Promise<void> {
  const exchange = await startSimulatedExchange({
    scenarios,
    onScenarioEvent: log.write,
    candles: replay.candles,
    range: replay.range,
    balances: Object.fromEntries(options.balance.map(({ asset, amount }) => [asset ?? config.quote, amount])),
    ...(options.feeCoin === undefined ? {} : { feeCoin: { asset: options.feeCoin, discount: options.feeDiscount } }),
    makerFee: config.fees.maker,
    takerFee: config.fees.taker,
    volumeShare: options.volumeShare,
    pace: options.speed === 'stepped' ? 'stepped' : { speed: options.speed, clock: io.clock },
    seed: options.seed,
    port: options.port,
  })
  try {
    io.out(
      options.json ? `${JSON.stringify(description(exchange, replay, options))}\n` : text(exchange, replay, options),
    )
    if (!io.signal.aborted) await once(io.signal, 'abort')
  } finally {
    await exchange.close()
  }
}

function description(exchange: SimulatedExchange, replay: Replay, options: ExchangeOptions): Record<string, unknown> {
  return {
    url: exchange.url,
    apiKey: exchange.apiKey,
    secret: exchange.secret,
    symbols: [...replay.candles.keys()],
    speed: options.speed,
    seed: options.seed,
    from: replay.range.from,
    to: replay.range.to,
  }
}

function text(exchange: SimulatedExchange, replay: Replay, options: ExchangeOptions): string {
  const source = options.market === undefined ? 'stored candles' : `made-up candles (${options.market})`
  const pace = options.speed === 'stepped' ? 'stepped by its client' : `at ${options.speed} times real time`
  return `Simulated exchange, Binance's spot protocol: ${exchange.url}
  markets  ${[...replay.candles.keys()].join(', ')}: ${source}
  time     ${isoMinute(replay.range.from)} … ${isoMinute(replay.range.to)}, ${pace}
To trade on it, write into the workspace's followupward.yaml
  exchange: { id: binance, url: ${exchange.url} }
and set the account's key and secret. They follow from --seed and open this simulated account only:
  export FOLLOWUPWARD_API_KEY=${exchange.apiKey}
  export FOLLOWUPWARD_SECRET=${exchange.secret}
Ctrl-C ends it.
`
}
