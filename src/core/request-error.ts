import { UserError } from './errors.js'

/**
 * A request that cannot be carried out as it stands. The text names keys of the request in braces, as in `{base} and {candles}
 * exclude each other`; `message` shows them as the library calls them, and each front in its own way: `--base`, a form's field.
 */
export class RequestError extends UserError {
  override readonly name: string = 'RequestError'
  readonly #text: string

  constructor(text: string, options?: ErrorOptions) {
    super(
      text.replaceAll(KEY, (_, key: string) => key),
      options,
    )
    this.#text = text
  }

  /** The keys of the request that the text names. */
  get keys(): readonly string[] {
    return [...this.#text.matchAll(KEY)].flatMap(([, key]) => key ?? [])
  }

  /** The message with each key as `nameOf` calls it. */
  messageFor(nameOf: (key: string) => string): string {
    return this.#text.replaceAll(KEY, (_, key: string) => nameOf(key))
  }
}

const KEY = /\{([A-Za-z]\w*(?:\.\w+)*)\}/g
