import { existsSync } from 'node:fs'

/** The name under which a workspace's files import this package. */
export const PACKAGE_NAME = 'followupward'

/** The entry of the running package: its source where tests run it as it is, else the built file. */
export function packageEntry(): URL {
  const built = new URL('../index.js', import.meta.url)
  return existsSync(built) ? built : new URL('../index.ts', import.meta.url)
}
