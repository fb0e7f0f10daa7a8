import { listDataSchema } from './data/list/request.js'
import { listDataJson } from './data/list/result.js'
import { defineUseCase } from './use-case.js'

/** Every use case by its name; one entry here is all that methods, commands and other processes need. */
export const useCases = {
  'data.list': defineUseCase({
    schema: listDataSchema,
    load: async () => (await import('./data/list/run.js')).listData,
    toJson: listDataJson,
  }),
}

export type UseCaseName = keyof typeof useCases
