import { dirname, resolve } from 'node:path'
import type { BuildFailure, BuildResult, Plugin } from 'esbuild'
import { z } from 'zod'
import { UserError, messageOf } from '../core/errors.js'
import { PACKAGE_NAME, packageEntry } from './package-entry.js'

/** A file of the user's as one JavaScript module. */
export interface UserBundle {
  readonly code: string
  /** Source map of `code`; its sources are relative to the file's folder. */
  readonly map: SourceMapFile
}

const mapSchema = z.object({
  version: z.int(),
  sources: z.array(z.string()),
  sourcesContent: z.array(z.string()).default([]),
  names: z.array(z.string()).default([]),
  mappings: z.string(),
})
export type SourceMapFile = z.output<typeof mapSchema>

/**
 * Compiles a TypeScript or JavaScript file and all that it imports by relative path. This package is taken from where it
 * runs, so that there is one instance of it and the folder needs no installation; other packages stay imports. Throws
 * UserError with file, line and column where the source is not valid.
 */
export async function bundleUserFile(file: string): Promise<UserBundle> {
  const { outputFiles } = await build(file)
  const code = outputFiles?.find(({ path }) => path.endsWith('.js'))
  const map = outputFiles?.find(({ path }) => path.endsWith('.map'))
  if (!code || !map) throw new Error(`${file} was compiled to nothing`)
  const parsed: unknown = JSON.parse(map.text)
  return { code: code.text, map: mapSchema.parse(parsed) }
}

/** What a definition's `console` is in the compiled module. */
const CONSOLE = 'followupwardConsole'

async function build(file: string): Promise<BuildResult> {
  // Only workspaces that have definitions pay for loading the compiler.
  const esbuild = await import('esbuild')
  try {
    return await esbuild.build({
      entryPoints: [file],
      absWorkingDir: dirname(file),
      outdir: dirname(file),
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      // Standard output is for results alone, which other programs read. In no colours, which are chosen by the environment:
      // a check would take that for a look at it.
      banner: {
        js: `import { Console as ${CONSOLE}Class } from 'node:console';const ${CONSOLE}=new ${CONSOLE}Class({stdout:process.stderr,colorMode:false})`,
      },
      define: { console: CONSOLE },
      // Inline for debuggers, beside it for the places of errors.
      sourcemap: 'both',
      // An editor's settings must not change what a definition computes.
      tsconfigRaw: {},
      logLevel: 'silent',
      plugins: [runningPackage],
    })
  } catch (error) {
    throw isBuildFailure(error) ? syntaxError(file, error) : error
  }
}

const runningPackage: Plugin = {
  name: 'running-package',
  setup: (build) => {
    build.onResolve({ filter: new RegExp(`^${PACKAGE_NAME}/`) }, ({ path }) => ({
      errors: [
        { text: `a definition cannot import ${path}: expected names of '${PACKAGE_NAME}' alone; remove this import` },
      ],
    }))
    build.onResolve({ filter: new RegExp(`^${PACKAGE_NAME}$`) }, () => ({ path: packageEntry().href, external: true }))
  },
}

/** Whether the compiler refused a source. */
export function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors)
}

/** The first of the compiler's errors in one line, with file, line and column. */
export function syntaxError(file: string, failure: BuildFailure): UserError {
  const [first] = failure.errors
  const { location } = first ?? {}
  const place = location ? `${resolve(dirname(file), location.file)}:${location.line}:${location.column + 1}` : file
  const more = failure.errors.length > 1 ? ` (and ${failure.errors.length - 1} more)` : ''
  return new UserError(`${place}: ${first?.text ?? messageOf(failure)}${more}`)
}
