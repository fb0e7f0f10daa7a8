import { commandWords, type RequestValues } from '../../config/command-words.js'
import { commandUsage, useCases, type UseCaseName } from '../../workspace/use-cases.js'

export type { RequestValues }

/** The command that does the same as a use case by this request; what is the default is left out. */
export function formatCommand(useCase: UseCaseName, request: RequestValues): string {
  return formatShellCommand(commandWords({ command: useCase, ...useCases[useCase] }, request))
}

/** How a use case is called in a terminal: `npx followupward import FILE…`. */
export function formatUsage(useCase: string): string {
  return `npx followupward ${commandUsage(useCase)}`
}

/** A command of the product as a shell wants it, in one line. */
export function formatShellCommand(words: readonly string[]): string {
  return ['npx', 'followupward', ...words].map(quoteWord).join(' ')
}

function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
