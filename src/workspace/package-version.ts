import { readFile } from 'node:fs/promises'

/** The version in the package's own package.json. */
export async function packageVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value && 'version' in value && typeof value.version === 'string')
    return value.version
  return '0.0.0'
}
