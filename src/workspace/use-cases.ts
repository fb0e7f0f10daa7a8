import { UserError } from '../core/errors.js'
import { listDataSchema } from './data/list/request.js'
import { listDataJson } from './data/list/result.js'
import { defineUseCase } from './use-case.js'

/** Every use case by its name; one entry here is all that methods, commands and other processes need. */
export const useCases = {
  'data.list': defineUseCase({
    command: 'data',
    schema: listDataSchema,
    load: async () => (await import('./data/list/run.js')).listData,
    toJson: listDataJson,
  }),
}

export type UseCaseName = keyof typeof useCases

/** Throws UserError that lists the names where there is no such use case. */
export function findUseCase(name: string): (typeof useCases)[UseCaseName] {
  if (isUseCaseName(name)) return useCases[name]
  throw new UserError(`there is no use case ${name}; there are ${Object.keys(useCases).join(', ')}`)
}

function isUseCaseName(name: string): name is UseCaseName {
  return Object.hasOwn(useCases, name)
}
