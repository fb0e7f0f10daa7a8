import { checkSchema } from './check/request.js'
import { checkFailure, checkJson } from './check/result.js'
import { computeSchema } from './compute/request.js'
import { computeJson } from './compute/result.js'
import { backtestSchema } from './backtest/request.js'
import { backtestJson } from './backtest/result.js'
import { fieldsOf } from '../config/fields.js'
import { UserError } from '../core/errors.js'
import { assessSchema } from './assess/request.js'
import { assessJson } from './assess/result.js'
import { exportDataSchema } from './data/export/request.js'
import { exportDataJson } from './data/export/result.js'
import { followDataSchema } from './data/follow/request.js'
import { updateDataSchema } from './data/update/request.js'
import { updateDataFailure, updateDataJson } from './data/update/result.js'
import { importDataSchema } from './data/import/request.js'
import { importDataJson } from './data/import/result.js'
import { listDataSchema } from './data/list/request.js'
import { listDataFailure, listDataJson } from './data/list/result.js'
import { dataQualitySchema } from './data/quality/request.js'
import { dataQualityJson } from './data/quality/result.js'
import { removeDataSchema } from './data/remove/request.js'
import { removeDataJson } from './data/remove/result.js'
import { simulateDataSchema } from './data/simulate/request.js'
import { simulateDataJson } from './data/simulate/result.js'
import { demoSchema } from './demo/request.js'
import { demoJson } from './demo/result.js'
import { initSchema } from './init/request.js'
import { initJson } from './init/result.js'
import { importClassifierSchema } from './classifiers/import/request.js'
import {
  describeClassifierSchema,
  listClassifiersSchema,
  removeClassifierSchema,
  renameClassifierSchema,
} from './classifiers/request.js'
import { describeClassifierJson, listClassifiersJson, namedClassifierJson } from './classifiers/result.js'
import { ledgerSchema } from './ledger/request.js'
import { ledgerJson } from './ledger/result.js'
import { trainSchema } from './train/request.js'
import { trainFailure, trainJson } from './train/result.js'
import { reportFeaturesSchema, reportTargetsSchema } from './reports/request.js'
import { listScenariosSchema, serveExchangeSchema } from './exchange/request.js'
import { listScenariosJson, serveExchangeJson } from './exchange/result.js'
import { controlTradeSchema, tradeSchema } from './trade/request.js'
import { controlTradeJson, tradeFailure, tradeJson } from './trade/result.js'
import { walkForwardSchema } from './walk-forward/request.js'
import { walkForwardJson } from './walk-forward/result.js'
import { defineUseCase } from './use-case.js'

/** Every use case by its name; one entry here is all that methods, commands and other processes need. */
export const useCases = {
  init: defineUseCase({
    command: 'init',
    schema: initSchema,
    load: async () => (await import('./init/run.js')).initWorkspace,
    toJson: initJson,
  }),
  compute: defineUseCase({
    command: 'compute',
    schema: computeSchema,
    load: async () => (await import('./compute/run.js')).computeFrame,
    toJson: computeJson,
  }),
  check: defineUseCase({
    command: 'check',
    schema: checkSchema,
    load: async () => (await import('./check/run.js')).check,
    toJson: checkJson,
    failure: checkFailure,
  }),
  'reports.features': defineUseCase({
    command: 'features',
    schema: reportFeaturesSchema,
    load: async () => (await import('./reports/report-features.js')).reportFeatures,
    toJson: (report) => report,
  }),
  'reports.targets': defineUseCase({
    command: 'targets',
    schema: reportTargetsSchema,
    load: async () => (await import('./reports/report-targets.js')).reportTargets,
    toJson: (report) => report,
  }),
  'data.list': defineUseCase({
    command: 'data',
    schema: listDataSchema,
    load: async () => (await import('./data/list/run.js')).listData,
    toJson: listDataJson,
    failure: listDataFailure,
  }),
  'data.quality': defineUseCase({
    command: 'data',
    schema: dataQualitySchema,
    load: async () => (await import('./data/quality/run.js')).describeQuality,
    toJson: dataQualityJson,
  }),
  'data.update': defineUseCase({
    command: 'update-history',
    schema: updateDataSchema,
    load: async () => (await import('./data/update/run.js')).updateData,
    toJson: updateDataJson,
    failure: updateDataFailure,
  }),
  'data.follow': defineUseCase({
    command: 'update-history',
    commandFlag: 'follow',
    schema: followDataSchema,
    load: async () => (await import('./data/follow/run.js')).followData,
    toJson: updateDataJson,
    failure: updateDataFailure,
  }),
  'data.import': defineUseCase({
    command: 'import',
    schema: importDataSchema,
    load: async () => (await import('./data/import/run.js')).importData,
    toJson: importDataJson,
  }),
  'data.export': defineUseCase({
    command: 'export',
    schema: exportDataSchema,
    load: async () => (await import('./data/export/run.js')).exportData,
    toJson: exportDataJson,
  }),
  'data.simulate': defineUseCase({
    command: 'simulate',
    schema: simulateDataSchema,
    load: async () => (await import('./data/simulate/run.js')).simulateData,
    toJson: simulateDataJson,
  }),
  'data.remove': defineUseCase({
    command: 'remove-data',
    schema: removeDataSchema,
    load: async () => (await import('./data/remove/run.js')).removeData,
    toJson: removeDataJson,
  }),
  train: defineUseCase({
    command: 'train',
    schema: trainSchema,
    load: async () => (await import('./train/run.js')).train,
    toJson: trainJson,
    failure: trainFailure,
  }),
  'classifiers.list': defineUseCase({
    command: 'classifiers list',
    schema: listClassifiersSchema,
    load: async () => (await import('./classifiers/run.js')).listClassifiers,
    toJson: listClassifiersJson,
  }),
  'classifiers.describe': defineUseCase({
    command: 'classifiers describe',
    schema: describeClassifierSchema,
    load: async () => (await import('./classifiers/run.js')).describeClassifier,
    toJson: describeClassifierJson,
  }),
  'classifiers.rename': defineUseCase({
    command: 'classifiers rename',
    schema: renameClassifierSchema,
    load: async () => (await import('./classifiers/run.js')).renameClassifier,
    toJson: namedClassifierJson,
  }),
  'classifiers.remove': defineUseCase({
    command: 'classifiers remove',
    schema: removeClassifierSchema,
    load: async () => (await import('./classifiers/run.js')).removeClassifier,
    toJson: namedClassifierJson,
  }),
  'classifiers.import': defineUseCase({
    command: 'import-classifier',
    schema: importClassifierSchema,
    load: async () => (await import('./classifiers/import/run.js')).importClassifier,
    toJson: trainJson,
  }),
  assess: defineUseCase({
    command: 'assess',
    schema: assessSchema,
    load: async () => (await import('./assess/run.js')).assess,
    toJson: assessJson,
  }),
  backtest: defineUseCase({
    command: 'backtest',
    schema: backtestSchema,
    load: async () => (await import('./backtest/run.js')).backtest,
    toJson: backtestJson,
  }),
  walkForward: defineUseCase({
    command: 'walk-forward',
    schema: walkForwardSchema,
    load: async () => (await import('./walk-forward/run.js')).walkForward,
    toJson: walkForwardJson,
  }),
  ledger: defineUseCase({
    command: 'ledger',
    schema: ledgerSchema,
    load: async () => (await import('./ledger/run.js')).readLedger,
    toJson: ledgerJson,
  }),
  'exchange.serve': defineUseCase({
    command: 'exchange',
    schema: serveExchangeSchema,
    load: async () => (await import('./exchange/run.js')).serveExchange,
    toJson: serveExchangeJson,
    close: (exchange) => exchange.close(),
  }),
  'exchange.scenarios': defineUseCase({
    command: 'exchange',
    commandFlag: 'scenarios',
    schema: listScenariosSchema,
    load: async () => (await import('./exchange/scenarios.js')).listScenarios,
    toJson: listScenariosJson,
  }),
  trade: defineUseCase({
    command: 'trade',
    schema: tradeSchema,
    load: async () => (await import('./trade/run.js')).trade,
    toJson: tradeJson,
    failure: tradeFailure,
  }),
  'trade.control': defineUseCase({
    schema: controlTradeSchema,
    load: async () => (await import('./trade/control-trade.js')).controlTrade,
    toJson: controlTradeJson,
  }),
  demo: defineUseCase({
    command: 'demo',
    schema: demoSchema,
    load: async () => (await import('./demo/run.js')).demo,
    toJson: demoJson,
  }),
}

export type UseCaseName = keyof typeof useCases

/** Throws UserError that lists the names where there is no such use case. */
export function findUseCase(name: string): (typeof useCases)[UseCaseName] {
  if (isUseCaseName(name)) return useCases[name]
  throw new UserError(`there is no use case ${name}; there are ${Object.keys(useCases).join(', ')}`)
}

/** The command of a use case with its arguments, as its usage shows them: `import FILE…`. The name itself where none is known. */
export function commandUsage(name: string): string {
  if (!isUseCaseName(name)) return name
  const { command = name, schema } = useCases[name]
  const args = fieldsOf(schema).filter(({ isArgument, isRequired }) => isArgument === true && isRequired)
  return [command, ...args.map(({ key, kind, placeholder = key }) => argumentText(placeholder, kind === 'list'))].join(
    ' ',
  )
}

function argumentText(name: string, isList: boolean): string {
  return `${name.toUpperCase()}${isList ? '…' : ''}`
}

function isUseCaseName(name: string): name is UseCaseName {
  return Object.hasOwn(useCases, name)
}
