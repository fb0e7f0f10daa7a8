import { UserError, toPrintable, withRemedy, type UserErrorOptions } from './errors.js'

/**
 * A request that cannot be carried out as it stands. The text names keys of the request in braces, as in `{base} and {candles}
 * exclude each other`; `message` shows them as the library calls them, and each front in its own way: `--base`, a form's field.
 */
export class RequestError extends UserError {
  override readonly name: string = 'RequestError'
  readonly #text: string

  constructor(text: string, options?: UserErrorOptions) {
    super(nameKeys(text), options)
    this.#text = toPrintable(text)
  }

  /** The keys of the request that the text names. */
  get keys(): readonly string[] {
    return [...this.#text.matchAll(KEY)].flatMap(([, key]) => key ?? [])
  }

  /** The message with each key as `nameOf` calls it, and the use case that helps as `nameUseCase` does. */
  messageFor(nameOf: (key: string) => string, nameUseCase?: (useCase: string) => string): string {
    return withRemedy(nameKeys(this.#text, nameOf), this.remedy, nameUseCase)
  }
}

const KEY = /\{([A-Za-z]\w*(?:\.\w+)*)\}/g

function nameKeys(text: string, nameOf: (key: string) => string = (key) => key): string {
  return text.replaceAll(KEY, (_, key: string) => nameOf(key))
}
