import type { CatalogEntry } from './catalog.js'
import { definitionHash, isOfOtherKind } from './definition-hash.js'

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

/**
 * Why the source of a definition may not be the one that `trainee` was trained on, whose hash it holds, as one sentence with
 * what to do; undefined where both are the same.
 */
export function sourceChange(
  id: string,
  trainee: string,
  trained: string | undefined,
  now: string,
): string | undefined {
  if (trained === now) return undefined
  const reason =
    trained !== undefined && isOfOtherKind(trained)
      ? `${trainee} comes from an earlier version of followupward, which hashed definitions in another way: whether the source of ${id} is still the one it was trained on cannot be told`
      : `the source of ${id} has changed since ${trainee} was trained`
  return `${reason}; train or import it again`
}
