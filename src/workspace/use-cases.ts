import { listDataSchema } from './data/list/request.js'
import { listDataJson } from './data/list/result.js'
import { importClassifierSchema } from './classifiers/import/request.js'
import { trainSchema } from './train/request.js'
import { trainJson } from './train/result.js'
import { listScenariosSchema, serveExchangeSchema } from './exchange/request.js'
import { listScenariosJson, serveExchangeJson } from './exchange/result.js'
import { defineUseCase } from './use-case.js'

/** Every use case by its name; one entry here is all that methods, commands and other processes need. */
export const useCases = {
  'data.list': defineUseCase({
    schema: listDataSchema,
    load: async () => (await import('./data/list/run.js')).listData,
    toJson: listDataJson,
  }),
  train: defineUseCase({
    schema: trainSchema,
    load: async () => (await import('./train/run.js')).train,
    toJson: trainJson,
  }),
  'classifiers.import': defineUseCase({
    schema: importClassifierSchema,
    load: async () => (await import('./classifiers/import/run.js')).importClassifier,
    toJson: trainJson,
  }),
  'exchange.serve': defineUseCase({
    schema: serveExchangeSchema,
    load: async () => (await import('./exchange/run.js')).serveExchange,
    toJson: serveExchangeJson,
    close: (exchange) => exchange.close(),
  }),
  'exchange.scenarios': defineUseCase({
    schema: listScenariosSchema,
    load: async () => (await import('./exchange/scenarios.js')).listScenarios,
    toJson: listScenariosJson,
  }),
}

export type UseCaseName = keyof typeof useCases
