import { basename, dirname, resolve } from 'node:path'
import { idsOf } from '../../core/catalog.js'
import { UserError } from '../../core/errors.js'
import { eventCatalog } from '../../datasets/event-catalog.js'
import { featureCatalog } from '../../features/catalog.js'
import { targetCatalog } from '../../targets/catalog.js'
import type { Checkable } from './checkable.js'
import { checkables } from './checkables.js'

/** A definition to check and the workspace that it belongs to. */
export interface ChosenDefinition {
  readonly workspace: string
  readonly checkable: Checkable
}

/**
 * The definitions meant: by id, or by the path of a file in a workspace's folder `features`, `targets` or `events`; all there
 * are where none is named. Throws UserError that lists what there is.
 */
export async function chosenDefinitions(
  names: readonly string[],
  workspace: string,
  cwd: string,
): Promise<ChosenDefinition[]> {
  if (names.length === 0) return (await checkables({ workspace })).map((checkable) => ({ workspace, checkable }))
  const chosen: ChosenDefinition[] = []
  for (const name of names) {
    chosen.push(...(/[/\\]|\.[jt]s$/.test(name) ? await byFile(resolve(cwd, name)) : await byId(name, workspace)))
  }
  return chosen
}

async function byId(id: string, workspace: string): Promise<ChosenDefinition[]> {
  const found = (await checkables({ workspace, id })).filter(({ entry }) => entry.value.id === id)
  if (found.length > 0) return found.map((checkable) => ({ workspace, checkable }))
  const scope = { workspace, id }
  const catalogs = [await featureCatalog(scope), await targetCatalog(scope), await eventCatalog(scope)]
  throw new UserError(`nothing to check is called ${id}; there are ${catalogs.flatMap(idsOf).join(', ')}`)
}

async function byFile(file: string): Promise<ChosenDefinition[]> {
  const workspace = dirname(dirname(file))
  const id = basename(file).replace(/\.[jt]s$/, '')
  const found = (await checkables({ workspace, id })).filter(({ entry }) => entry.file === file)
  if (found.length > 0) return found.map((checkable) => ({ workspace, checkable }))
  throw new UserError(
    `${file}: there is no such definition; expected an id, or a .ts file in a folder called features, targets or events`,
  )
}
