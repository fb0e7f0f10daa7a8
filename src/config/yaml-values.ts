import {
  parseDocument,
  type Document,
  type DocumentOptions,
  type Node,
  type ParseOptions,
  type SchemaOptions,
} from 'yaml'
import { UserError, messageOf } from '../core/errors.js'

/** Parses a text of YAML. Throws UserError naming `file` where it is none. */
export function parseYaml(
  text: string,
  file: string,
  options: ParseOptions & DocumentOptions & SchemaOptions = {},
): Document {
  const document = guarded(file, () => parseDocument(text, { ...options, prettyErrors: true }))
  const [error] = document.errors
  if (error) throw new UserError(`${file}: not valid YAML: ${error.message.split('\n')[0] ?? ''}`)
  return document
}

/**
 * The plain value of a document, or of a part of one. Throws UserError naming `file` where its aliases make a value that contains
 * itself, or one that is far larger than the text.
 */
export function yamlValue(document: Document, file: string, part?: Node): unknown {
  const value: unknown = guarded<unknown>(file, () => (part ? part.toJS(document) : document.toJS()))
  guarded(file, () => JSON.stringify(value))
  return value
}

/** The library throws errors of many kinds, and overflows the stack where lists are nested thousands of times. */
function guarded<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const [line = ''] = messageOf(error).split('\n')
    throw new UserError(`${file}: not valid YAML: ${line}: write its values out, without aliases and deep lists`)
  }
}
