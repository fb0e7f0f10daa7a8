import { idsOf, type CatalogEntry } from '../../definitions/catalog.js'
import { UserError } from '../../core/errors.js'
import { featureCatalog } from '../../features/catalog.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { targetCatalog } from '../../targets/catalog.js'
import type { Target } from '../../targets/target.js'

/** Something that `compute` can compute. */
export type FrameDefinition =
  | { readonly kind: 'features'; readonly entry: CatalogEntry<FeatureSet> }
  | { readonly kind: 'targets'; readonly entry: CatalogEntry<Target> }

/** The feature set or target of that id, of the package or of a workspace. Throws UserError that lists what there is. */
export async function getDefinition(id: string, workspace?: string): Promise<FrameDefinition> {
  const found = await findDefinition(id, workspace)
  if (found) return found
  const features = await featureCatalog({ workspace, id })
  const targets = await targetCatalog({ workspace, id })
  throw new UserError(
    `no feature set or target is called ${id}; feature sets: ${idsOf(features).join(', ')}; targets: ${idsOf(targets).join(', ')}`,
  )
}

/**
 * Like `getDefinition`; undefined where there is no such definition. Throws UserError where there is one that cannot be used, or
 * one of each kind.
 */
export async function findDefinition(id: string, workspace?: string): Promise<FrameDefinition | undefined> {
  const set = (await featureCatalog({ workspace, id })).get(id)
  const target = (await targetCatalog({ workspace, id })).get(id)
  if (set && target) {
    const userEntry = target.userDefined ? target : set
    throw new UserError(
      `${userEntry.file}: both a feature set and a target are called ${id}; give this file and its id another name`,
    )
  }
  if (set) return { kind: 'features', entry: set }
  return target && { kind: 'targets', entry: target }
}
