import type { CatalogEntry } from './catalog.js'
import { definitionHash } from './definition-hash.js'

/** A definition with the hash of its source. */
export interface HashedDefinition<T> {
  readonly value: T
  readonly sourceHash: string
  /** Whether it is a file of the workspace, and not part of this package. */
  readonly userDefined: boolean
}

export async function withSourceHash<T>({ value, file, userDefined }: CatalogEntry<T>): Promise<HashedDefinition<T>> {
  return { value, sourceHash: await definitionHash(file), userDefined }
}
