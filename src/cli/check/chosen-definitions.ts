import { basename, dirname, resolve } from 'node:path'
import { UserError } from '../../core/errors.js'
import { featureCatalog } from '../../features/catalog.js'
import { targetCatalog } from '../../targets/catalog.js'
import { computableOf, type Computable } from '../compute/computable-of.js'

/** A definition to check and the workspace that it belongs to. */
export interface ChosenDefinition {
  readonly workspace: string
  readonly computable: Computable
}

/**
 * The definitions meant: by id, or by the path of a file in a folder called `features` or `targets`; all there are where none
 * is named.
 */
export async function chosenDefinitions(
  names: readonly string[],
  workspace: string,
  cwd: string,
): Promise<ChosenDefinition[]> {
  if (names.length === 0) return (await allOf(workspace)).map((computable) => ({ workspace, computable }))
  const chosen: ChosenDefinition[] = []
  for (const name of names) {
    if (/[/\\]|\.[jt]s$/.test(name)) chosen.push(await fromFile(resolve(cwd, name)))
    else chosen.push({ workspace, computable: await computableOf(name, workspace) })
  }
  return chosen
}

async function allOf(workspace: string): Promise<Computable[]> {
  const features = await featureCatalog({ workspace })
  const targets = await targetCatalog({ workspace })
  return [
    ...[...features.values()].map((entry): Computable => ({ kind: 'features', entry })),
    ...[...targets.values()].map((entry): Computable => ({ kind: 'targets', entry })),
  ]
}

async function fromFile(file: string): Promise<ChosenDefinition> {
  const folder = dirname(file)
  const workspace = dirname(folder)
  const id = basename(file).replace(/\.[jt]s$/, '')
  const computable = await inFolder(basename(folder), workspace, id)
  if (computable?.entry.file === file) return { workspace, computable }
  throw new UserError(
    `${file}: there is no such definition; expected an id, or a .ts file in a folder called features or targets`,
  )
}

async function inFolder(kind: string, workspace: string, id: string): Promise<Computable | undefined> {
  if (kind === 'features') {
    const entry = (await featureCatalog({ workspace, id })).get(id)
    return entry && { kind, entry }
  }
  if (kind !== 'targets') return undefined
  const entry = (await targetCatalog({ workspace, id })).get(id)
  return entry && { kind, entry }
}
