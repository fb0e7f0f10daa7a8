import { fieldsOf, type Field } from '../../config/fields.js'
import { flagName } from '../../config/flag-name.js'
import { useCases, type UseCaseName } from '../../workspace/use-cases.js'

/** Values of a request by their keys, as JSON has them. */
export type RequestValues = Readonly<Record<string, unknown>>

/** The command that does the same as a use case by this request; what is the default is left out. */
export function commandText(useCase: UseCaseName, request: RequestValues): string {
  const { command = useCase, schema } = useCases[useCase]
  const given = fieldsOf(schema).filter(({ key, defaultValue }) => isGiven(request[key], defaultValue))
  const options = given.filter(({ isArgument }) => !isArgument).flatMap((field) => optionOf(field, request[field.key]))
  const args = given.filter(({ isArgument }) => isArgument).flatMap(({ key }) => textsOf(request[key]))
  // After -- nothing is taken for an option.
  const end = args.some((arg) => arg.startsWith('-')) ? ['--'] : []
  return shellCommand([command, ...options, ...end, ...args])
}

function isGiven(value: unknown, defaultValue: unknown): boolean {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return false
  return JSON.stringify(value) !== JSON.stringify(defaultValue)
}

function optionOf(field: Field, value: unknown): string[] {
  const option = `--${flagName(field)}`
  if (typeof value === 'boolean' && field.kind === 'boolean') {
    if (value) return [option]
    return field.defaultValue === true ? [`--no-${flagName(field)}`] : []
  }
  const texts = field.kind === 'record' ? [recordText(value)] : textsOf(value)
  // Paths may hold commas and blanks: each is an option of its own.
  if (field.meaning === 'path') return texts.flatMap((text) => [option, text])
  return [option, texts.join(',')]
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) && value.every((one) => typeof one !== 'object') ? value.map(String) : [textOf(value)]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** `l1=24,l2=16` */
function recordText(value: unknown): string {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return entries.map(([name, one]) => `${name}=${textOf(one)}`).join(',')
}

/** A command of the product as a shell wants it, in one line. */
export function shellCommand(words: readonly string[]): string {
  return ['npx', 'followupward', ...words].map(quoteWord).join(' ')
}

function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
