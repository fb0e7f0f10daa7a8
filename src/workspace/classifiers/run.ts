import { join } from 'node:path'
import { checkpointFolder } from '../../classifier/checkpoint.js'
import { loadClassifier } from '../../classifier/classifier-files.js'
import { parseRequest } from '../../config/resolve-request.js'
import { RequestError } from '../../core/request-error.js'
import {
  listArtefacts,
  readArtefact,
  removeArtefact,
  renameArtefact,
  requireFreeArtefact,
} from '../../store/files/artefact-folder.js'
import { removeStoredScores } from '../../store/derived/stored-frames.js'
import { pathExists } from '../../store/files/paths.js'
import type { WorkspaceContext, WorkspaceFolder } from '../context.js'
import { withTrainingLock } from '../train/destination.js'
import { readStoredClassifiers } from '../../classifier/read-stored-classifiers.js'
import {
  describeClassifierSchema,
  removeClassifierSchema,
  renameClassifierSchema,
  type DescribeClassifierRequest,
  type ListClassifiersRequest,
  type RemoveClassifierRequest,
  type RenameClassifierRequest,
} from './request.js'
import { requireNoTrader } from './require-no-trader.js'
import type {
  ClassifierList,
  ClassifierDetails,
  ClassifierListEntry,
  NamedClassifier,
  ClassifierRename,
} from './result.js'

/** Lists the classifiers of the workspace by name; one that cannot be read does not hide the others. */
export async function listClassifiers(
  _request: ListClassifiersRequest,
  { workspace }: WorkspaceContext,
): Promise<ClassifierList> {
  const all = await readStoredClassifiers(workspace.classifierFolder)
  const classifiers = all.flatMap(({ name, description, error }): ClassifierListEntry[] => {
    const named = { name, folder: join(workspace.classifierFolder, name) }
    if (description) return [{ ...named, description }]
    return error === undefined ? [] : [{ ...named, error }]
  })
  return { classifiers }
}

/** Reads all that is known of a classifier but its weights. Throws UserError where there is none, or it is damaged. */
export async function describeClassifier(
  request: DescribeClassifierRequest,
  { workspace }: WorkspaceContext,
): Promise<ClassifierDetails> {
  const { name } = parseRequest(describeClassifierSchema, request)
  const folder = join(workspace.classifierFolder, name)
  const { description } = await loadClassifier(folder)
  return { name, folder, description }
}

/**
 * Gives a classifier another name, with the checkpoint of an unfinished training of it. Throws UserError where that name is taken,
 * and while the classifier is trained or traded on.
 */
export async function renameClassifier(
  request: RenameClassifierRequest,
  { workspace, clock }: WorkspaceContext,
): Promise<ClassifierRename> {
  const { name, to } = parseRequest(renameClassifierSchema, request)
  const folder = await requireStored(workspace, name)
  const target = join(workspace.classifierFolder, to)
  await withTrainingLock(folder, () =>
    withTrainingLock(target, async () => {
      await requireNoTrader(workspace, name, clock)
      for (const place of [target, checkpointFolder(target)]) await requireFreeArtefact(place)
      await renameArtefact(folder, target)
      if (await pathExists(checkpointFolder(folder)))
        await renameArtefact(checkpointFolder(folder), checkpointFolder(target))
      await removeStoredScores(workspace.dataFolder, name)
    }),
  )
  return { name: to, folder: target, formerName: name }
}

/**
 * Removes a classifier, with its stored scores and the checkpoint of an unfinished training of it. Throws UserError where there is none, and while it is
 * trained or traded on.
 */
export async function removeClassifier(
  request: RemoveClassifierRequest,
  { workspace, clock }: WorkspaceContext,
): Promise<NamedClassifier> {
  const { name } = parseRequest(removeClassifierSchema, request)
  const folder = await requireStored(workspace, name)
  await withTrainingLock(folder, async () => {
    await requireNoTrader(workspace, name, clock)
    await removeArtefact(folder)
    await removeArtefact(checkpointFolder(folder))
    await removeStoredScores(workspace.dataFolder, name)
  })
  return { name, folder }
}

/** The folder of a classifier, also of a damaged one. Throws RequestError where it is none: nothing else is ever touched. */
async function requireStored({ classifierFolder }: WorkspaceFolder, name: string): Promise<string> {
  const folder = join(classifierFolder, name)
  for (const file of ['classifier.json', 'model.onnx']) if (await readArtefact(folder, file)) return folder
  const known = (await listArtefacts(classifierFolder)).join(', ') || 'none'
  throw new RequestError(`there is no classifier ${name} in ${classifierFolder}; there are: ${known}`)
}
