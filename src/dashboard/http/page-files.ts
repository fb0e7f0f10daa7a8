import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import { UserError, systemCodeOf } from '../../core/errors.js'

const manifestSchema = z.object({
  script: z.string(),
  style: z.string(),
  needed: z.array(z.string()),
  release: z.string(),
})

export interface PageFile {
  readonly type: string
  readonly plain: Buffer
  readonly zipped: Buffer
}

/** The built scripts and styles of the pages. */
export interface PageFiles {
  /** Path of the entry's script and style below `/assets/`. */
  readonly script: string
  readonly style: string
  /** Parts that the script needs at once: they are asked for beside it. */
  readonly needed: readonly string[]
  /** Changes with every build that differs. */
  readonly release: string
  readonly files: ReadonlyMap<string, PageFile>
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

/** Reads them all at once: a build that comes later cannot mix its files with these. */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const manifest = parseManifest(await readManifest(folder), folder)
  const entries = await readdir(folder, { recursive: true })
  const names = entries.map((name) => name.replaceAll('\\', '/')).filter((name) => typeOf(name) !== undefined)
  const files = await Promise.all(names.map(async (name) => [name, await readPageFile(folder, name)] as const))
  return { ...manifest, files: new Map(files) }
}

function typeOf(name: string): string | undefined {
  return TYPES[name.split('.').at(-1) ?? '']
}

async function readPageFile(folder: string, name: string): Promise<PageFile> {
  const plain = await readFile(join(folder, name))
  return { type: typeOf(name) ?? '', plain, zipped: gzipSync(plain) }
}

async function readManifest(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'manifest.json'), 'utf8')
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error
    throw new UserError(`the pages of the dashboard have not been built (${folder} is missing); run: npm run build`)
  }
}

function parseManifest(text: string, folder: string): z.output<typeof manifestSchema> {
  const parsed = manifestSchema.safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  throw new UserError(
    `the pages of the dashboard in ${folder} are of another build than its server; run: npm run build`,
  )
}
