import { idsOf, type CatalogEntry } from '../../core/catalog.js'
import { UserError } from '../../core/errors.js'
import { featureCatalog } from '../../features/catalog.js'
import type { FeatureSet } from '../../features/feature-set.js'
import { targetCatalog } from '../../targets/catalog.js'
import type { Target } from '../../targets/target.js'

/** Something that `compute` can compute. */
export type Computable =
  | { readonly kind: 'features'; readonly entry: CatalogEntry<FeatureSet> }
  | { readonly kind: 'targets'; readonly entry: CatalogEntry<Target> }

/** The feature set or target of that id, of the package or of a workspace. Throws UserError that lists what there is. */
export async function computableOf(id: string, workspace?: string): Promise<Computable> {
  const features = await featureCatalog({ workspace, id })
  const targets = await targetCatalog({ workspace, id })
  const set = features.get(id)
  if (set) return { kind: 'features', entry: set }
  const target = targets.get(id)
  if (target) return { kind: 'targets', entry: target }
  throw new UserError(
    `no feature set or target is called ${id}; feature sets: ${idsOf(features).join(', ')}; targets: ${idsOf(targets).join(', ')}`,
  )
}
