import { SourceMap } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { SourceMapFile } from './user-bundle.js'

/** A file of the user's, for messages that name a line of it. */
export interface UserSource {
  readonly file: string
  /** `file:line` of the first match in its text; where there is none, of its default export. */
  placeOf(pattern: RegExp): string
  /**
   * `file:line` where something was thrown, in this file or one that it imports. Where that is not known, say because the
   * package threw it later, the place of `otherwise`, or the file alone.
   */
  thrownAt(error: unknown, otherwise?: RegExp): string
}

/** Where a file exports its definition. */
export const DEFAULT_EXPORT = /\bexport\s+default\b|\bas\s+default\b|\bexport\b/

/** The source of a file that was compiled with `map` and run as the module `script`. */
export function createUserSource(file: string, text: string, script: string, map: SourceMapFile): UserSource {
  const placeOf = (pattern: RegExp): string => `${file}:${lineOf(text, pattern)}`
  return {
    file,
    placeOf,
    thrownAt: (error, otherwise) => {
      const stack = error instanceof Error ? (error.stack ?? '') : ''
      return (
        sourcePlace(stack, file, map) ??
        mappedPlace(stack, file, script, map) ??
        missingImport(error, file, text) ??
        (otherwise ? placeOf(otherwise) : file)
      )
    },
  }
}

function lineOf(text: string, pattern: RegExp): number {
  const at = [pattern, DEFAULT_EXPORT].map((wanted) => text.search(wanted)).find((found) => found >= 0) ?? 0
  return text.slice(0, at).split('\n').length
}

/** Where the stack names a source itself, as it does when Node maps them. */
function sourcePlace(stack: string, file: string, map: SourceMapFile): string | undefined {
  const places = map.sources.flatMap((source) => {
    const name = originalFile(source, file)
    const found = positionIn(stack, name)
    return found ? [{ at: found.at, place: `${name}:${found.line}` }] : []
  })
  return places.sort((a, b) => a.at - b.at)[0]?.place
}

function mappedPlace(stack: string, file: string, script: string, map: SourceMapFile): string | undefined {
  const found = positionIn(stack, script)
  if (!found) return undefined
  const entry = new SourceMap({ ...map, file: script, sourceRoot: '' }).findEntry(found.line - 1, found.column - 1)
  if (!('originalSource' in entry)) return undefined
  return `${originalFile(entry.originalSource, file)}:${entry.originalLine + 1}`
}

function originalFile(source: string, file: string): string {
  return source.startsWith('file:') ? fileURLToPath(source) : resolve(dirname(file), source)
}

interface Position {
  /** Where in the text of the stack. */
  readonly at: number
  readonly line: number
  readonly column: number
}

/** The first frame of a stack that lies in a file, which stacks name by path or by URL. */
function positionIn(stack: string, file: string): Position | undefined {
  for (const name of [pathToFileURL(file).href, file]) {
    const at = stack.indexOf(`${name}:`)
    if (at < 0) continue
    const [, line, column] = /^:(\d+)(?::(\d+))?/.exec(stack.slice(at + name.length)) ?? []
    if (line !== undefined) return { at, line: Number(line), column: Number(column ?? 1) }
  }
  return undefined
}

/** An import of what is not there has no stack; its name tells the line. */
function missingImport(error: unknown, file: string, text: string): string | undefined {
  const message = error instanceof Error ? error.message : ''
  const [, name] = /(?:an export named|Cannot find package) '([^']+)'/.exec(message) ?? []
  const at = name === undefined ? -1 : text.indexOf(name)
  return at < 0 ? undefined : `${file}:${text.slice(0, at).split('\n').length}`
}
