import { commandWords, type RequestValues } from '../../config/command-words.js'
import { useCases, type UseCaseName } from '../../workspace/use-cases.js'

export type { RequestValues }

/** The command that does the same as a use case by this request; what is the default is left out. */
export function formatCommand(useCase: UseCaseName, request: RequestValues): string {
  const { command = useCase, schema } = useCases[useCase]
  return formatShellCommand(commandWords(command, schema, request))
}

/** A command of the product as a shell wants it, in one line. */
export function formatShellCommand(words: readonly string[]): string {
  return ['npx', 'followupward', ...words].map(quoteWord).join(' ')
}

function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
