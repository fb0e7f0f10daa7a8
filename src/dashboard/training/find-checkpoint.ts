import { stat } from 'node:fs/promises'
import { checkpointEpochs, checkpointFolder } from '../../classifier/checkpoint.js'

/** Epochs behind the checkpoint of a classifier's training; null where there is none. Read again only where it changed. */
export function checkpointFinder(): (classifierFolder: string) => Promise<number | null> {
  const known = new Map<string, { readonly changed: number; readonly epochs: number | null }>()
  return async (classifierFolder) => {
    const folder = checkpointFolder(classifierFolder)
    const changed = await stat(folder).then(
      ({ mtimeMs, ino }) => mtimeMs + ino,
      () => undefined,
    )
    if (changed === undefined) return null
    const before = known.get(folder)
    if (before?.changed === changed) return before.epochs
    const epochs = (await checkpointEpochs(folder)) ?? null
    known.set(folder, { changed, epochs })
    return epochs
  }
}
