import { basename, dirname, resolve } from 'node:path'
import { listCodeFiles, requireCodeAllowed } from '../../definitions/code-trust.js'
import { idsOf, type CatalogEntry } from '../../definitions/catalog.js'
import { UserError } from '../../core/errors.js'
import { eventCatalog } from '../../datasets/event-catalog.js'
import { featureCatalog } from '../../features/catalog.js'
import { netCatalog } from '../../nets/catalog.js'
import type { Net } from '../../nets/net.js'
import { targetCatalog } from '../../targets/catalog.js'
import { allowTrusted } from '../trusted-folders.js'
import type { BrokenFile } from './result.js'
import { type CatalogDefinition, listDefinitions } from './catalog-definitions.js'

/** A definition to check and the workspace that it belongs to. */
export interface SelectedDefinition {
  readonly workspace: string
  readonly definition: CatalogDefinition
}

/** What is to be checked. */
export interface SelectedDefinitions {
  readonly definitions: readonly SelectedDefinition[]
  readonly nets: readonly CatalogEntry<Net>[]
  /** Files that are meant too and cannot be loaded. */
  readonly broken: readonly BrokenFile[]
}

/** Whether a name is that of a file. */
export function isDefinitionFile(name: string): boolean {
  return /[/\\]|\.[jt]s$/.test(name)
}

/**
 * The definitions and nets meant: by id, or by the path of a file in a workspace's folder `features`, `targets`, `events` or
 * `nets`, relative to the workspace; all there are where none is named. Throws UserError that lists what there is.
 */
export async function selectDefinitions(names: readonly string[], workspace: string): Promise<SelectedDefinitions> {
  if (names.length === 0) return everything(workspace)
  const selected = await Promise.all(
    names.map((name) => (isDefinitionFile(name) ? byFile(resolve(workspace, name)) : byId(name, workspace))),
  )
  return {
    definitions: selected.flatMap(({ definitions }) => definitions),
    nets: selected.flatMap(({ nets }) => nets),
    broken: selected.flatMap(({ broken }) => broken),
  }
}

function idOfFile(file: string): string {
  return basename(file).replace(/\.[jt]s$/, '')
}

/** All that there is in a scope, the files that cannot be loaded among it. */
async function everything(workspace: string, id?: string): Promise<SelectedDefinitions> {
  const [code] = (await listCodeFiles(workspace)).filter((file) => id === undefined || idOfFile(file) === id)
  if (code !== undefined) requireCodeAllowed(workspace, code)
  const broken: BrokenFile[] = []
  const found = await listDefinitions({ workspace, id }, (one) => void broken.push(one))
  const onRefused = (file: string, { message }: UserError): void =>
    void broken.push({ kind: 'nets', file, text: message })
  const nets = await netCatalog({ workspace, id, onRefused })
  return { definitions: found.map((definition) => ({ workspace, definition })), nets: [...nets.values()], broken }
}

async function byId(id: string, workspace: string): Promise<SelectedDefinitions> {
  const { definitions, nets, broken } = await everything(workspace, id)
  const found: SelectedDefinitions = {
    definitions: definitions.filter(({ definition }) => definition.entry.value.id === id),
    nets: nets.filter(({ value }) => value.id === id),
    broken,
  }
  if (!isEmpty(found)) return found
  const scope = { workspace, id }
  const catalogs = [
    await featureCatalog(scope),
    await targetCatalog(scope),
    await eventCatalog(scope),
    await netCatalog(scope),
  ]
  throw new UserError(`nothing to check is called ${id}; there are ${catalogs.flatMap(idsOf).join(', ')}`)
}

async function byFile(file: string): Promise<SelectedDefinitions> {
  const workspace = dirname(dirname(file))
  await allowTrusted(workspace, false)
  const { definitions, nets, broken } = await everything(workspace, idOfFile(file))
  const found: SelectedDefinitions = {
    definitions: definitions.filter(({ definition }) => definition.entry.file === file),
    nets: nets.filter((entry) => entry.file === file),
    broken: broken.filter((one) => one.file === file),
  }
  if (!isEmpty(found)) return found
  throw new UserError(
    `${file}: there is no such definition; expected an id, or a .ts file in a folder called features, targets, events or nets`,
  )
}

function isEmpty({ definitions, nets, broken }: SelectedDefinitions): boolean {
  return definitions.length + nets.length + broken.length === 0
}
