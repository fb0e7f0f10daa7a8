import { resolve } from 'node:path'
import type { ConfigOverrides } from '../config/parse-config.js'
import type { WorkspaceConfig } from '../config/schema.js'
import { silentProgress } from '../core/progress.js'
import { openCalls, type Calls } from './calls.js'
import { readWorkspace } from './context.js'
import type { Ports } from './ports.js'
import { systemClock } from './system-clock.js'
import { useCases } from './use-cases.js'

export { RequestError } from '../core/request-error.js'
export { CancelledError, UserError } from '../core/errors.js'
export type { Ports } from './ports.js'

export interface OpenOptions extends Partial<Ports> {
  /** Settings laid over `followupward.yaml`, key by key, one level deep inside groups. */
  readonly config?: ConfigOverrides
  /**
   * Trusts the folder: its definitions, and the commands that trainings run in it, may do whatever you can do. Needed once on a
   * machine, and not for a workspace that `init` or `demo` made there.
   */
  readonly trust?: boolean
}

/** A workspace as a value: each method is a use case, takes a request and returns what it found. */
export interface Workspace extends Methods {
  readonly directory: string
  readonly config: WorkspaceConfig
  /** Stops what is under way and waits for it: no thread, handle or lock is left. */
  close(): Promise<void>
}

type Methods = ReturnType<typeof methodsOf>

/**
 * Opens the workspace in a folder; without `followupward.yaml` there the defaults hold, and nothing is written until a use case
 * writes. By default it works by the system's clock, shows no progress, logs nothing and is stopped by `close` alone. Throws
 * UserError naming a key of the configuration that is not valid.
 */
export async function openWorkspace(folder: string, options: OpenOptions = {}): Promise<Workspace> {
  const {
    config,
    trust,
    clock = systemClock,
    progress = silentProgress,
    log = () => {},
    signal = neverAborted(),
  } = options
  const workspace = await readWorkspace(resolve(folder), { config, trust })
  const calls = openCalls({ workspace, clock, progress, log, signal })
  return { directory: workspace.directory, config: workspace.config, ...methodsOf(calls), close: () => calls.close() }
}

function methodsOf(calls: Calls) {
  return {
    init: calls.method(useCases.init),
    compute: calls.method(useCases.compute),
    check: calls.method(useCases.check),
    reports: {
      features: calls.method(useCases['reports.features']),
      targets: calls.method(useCases['reports.targets']),
    },
    train: calls.method(useCases.train),
    classifiers: {
      list: calls.method(useCases['classifiers.list']),
      describe: calls.method(useCases['classifiers.describe']),
      rename: calls.method(useCases['classifiers.rename']),
      remove: calls.method(useCases['classifiers.remove']),
      import: calls.method(useCases['classifiers.import']),
    },
    assess: calls.method(useCases.assess),
    backtest: calls.method(useCases.backtest),
    walkForward: calls.method(useCases.walkForward),
    ledger: calls.method(useCases.ledger),
    data: {
      list: calls.method(useCases['data.list']),
      update: calls.method(useCases['data.update']),
      follow: calls.method(useCases['data.follow']),
      import: calls.method(useCases['data.import']),
      export: calls.method(useCases['data.export']),
      quality: calls.method(useCases['data.quality']),
      remove: calls.method(useCases['data.remove']),
      simulate: calls.method(useCases['data.simulate']),
    },
    exchange: {
      serve: calls.method(useCases['exchange.serve']),
      scenarios: calls.method(useCases['exchange.scenarios']),
    },
    trade: Object.assign(calls.method(useCases.trade), { control: calls.method(useCases['trade.control']) }),
    demo: calls.method(useCases.demo),
  }
}

function neverAborted(): AbortSignal {
  return new AbortController().signal
}
