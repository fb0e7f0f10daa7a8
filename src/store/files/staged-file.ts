import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from './make-folder.js'

/** A file that is completely on the disk under a temporary name beside its real one. */
export interface StagedFile {
  /** Puts the file in its place in one step; readers see the old content or the new, never a mixture. */
  commit(): Promise<void>
  /** Removes the staged file; the real file stays unchanged. */
  discard(): Promise<void>
}

let counter = 0

/** Whether a name is that of a staged file, which a killed process leaves behind. */
export function isStagedFileName(name: string): boolean {
  return /\.tmp-\d+-\d+$/.test(name)
}

/** Writes and syncs the bytes, part by part, under a temporary name. A failure leaves nothing behind. */
export async function stageFile(file: string, parts: Iterable<Uint8Array>): Promise<StagedFile> {
  const folder = dirname(file)
  const temporary = `${file}.tmp-${process.pid}-${++counter}`
  await makeFolder(folder)
  const discard = (): Promise<void> => rm(temporary, { force: true })
  try {
    const handle = await open(temporary, 'wx')
    try {
      for (const part of parts) await writeFully(handle, part)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    await discard()
    throw error
  }
  return {
    discard,
    commit: async () => {
      await rename(temporary, file)
      await syncFolder(folder)
    },
  }
}

/** Stages and commits a file: it is replaced completely or not at all. */
export async function writeAtomically(file: string, parts: Iterable<Uint8Array>): Promise<void> {
  const staged = await stageFile(file, parts)
  try {
    await staged.commit()
  } catch (error) {
    await staged.discard()
    throw error
  }
}

async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let offset = 0
  while (offset < bytes.byteLength) offset += (await handle.write(bytes, offset)).bytesWritten
}

/** Makes a rename survive a power cut. Systems that cannot open a folder go without. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
