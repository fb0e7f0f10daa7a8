import { open, readdir, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCodeOf } from '../../core/errors.js'
import { addLine, emptyRecord, type RunRecord } from './run-record.js'

/** The logs of a folder, each read on from where it was read last. */
export interface RunFiles {
  /** Newest first, by id. */
  read(folder: string): Promise<ReadonlyMap<string, RunRecord>>
}

interface Known {
  readonly inode: number
  readonly size: number
  /** Bytes up to the end of the last whole line. */
  readonly done: number
  readonly record: RunRecord
}

/** Runs that are shown at most. */
const MOST_RUNS = 200
const PIECE = 1 << 20

export function openRunFiles(): RunFiles {
  let known = new Map<string, Known>()
  let reading: Promise<unknown> = Promise.resolve()
  const read = async (folder: string): Promise<Map<string, RunRecord>> => {
    const next = new Map<string, Known>()
    for (const name of await logsIn(folder)) {
      const file = join(folder, name)
      const found = await readOn(file, known.get(file))
      if (found) next.set(file, found)
    }
    known = next
    return new Map([...next].map(([file, { record }]) => [idOf(file), record]))
  }
  return {
    // One after the other: two readers of the same new lines would both add them.
    read(folder) {
      const result = reading.then(() => read(folder))
      reading = result.catch(() => {})
      return result
    },
  }
}

/** A torn last line is left for the next time. */
async function readOn(file: string, before: Known | undefined): Promise<Known | undefined> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file, 'r')
    const { size, ino: inode } = await handle.stat()
    const isSame = before !== undefined && before.inode === inode && before.size <= size
    if (isSame && before.size === size) return before
    const record = isSame ? before.record : emptyRecord()
    const done = await readLines(handle, isSame ? before.done : 0, (line) => addLine(record, line))
    return { inode, size, done, record }
  } catch (error) {
    // Deleted between listing and reading, or a folder of that name.
    if (['ENOENT', 'EISDIR'].includes(systemCodeOf(error) ?? '')) return undefined
    throw error
  } finally {
    await handle?.close()
  }
}

/** Reads whole lines from a place on; resolves to the end of the last one. */
async function readLines(handle: FileHandle, from: number, take: (line: string) => void): Promise<number> {
  let done = from
  let rest = Buffer.alloc(0)
  for (;;) {
    const piece = Buffer.alloc(PIECE)
    const { bytesRead } = await handle.read(piece, 0, PIECE, done + rest.length)
    if (bytesRead === 0) return done
    rest = Buffer.concat([rest, piece.subarray(0, bytesRead)])
    const end = rest.lastIndexOf(10) + 1
    if (end === 0) continue
    for (const line of rest.toString('utf8', 0, end - 1).split('\n')) take(line)
    done += end
    rest = rest.subarray(end)
  }
}

async function logsIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .reverse()
      .slice(0, MOST_RUNS)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return []
    throw error
  }
}

function idOf(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1, -'.jsonl'.length)
}
