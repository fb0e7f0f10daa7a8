import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { systemCodeOf } from '../../core/errors.js'

/** Ms between two looks at the file. */
const POLL_INTERVAL = 500
/** Bytes that are read at once; a line is told up to this length. */
const MAX_READ = 1 << 20

/** Tells each line that is appended to a file from `from` bytes on, until stopped; then what is left of it. */
export function followFile(file: string, from: number, line: (text: string) => void): () => void {
  let at = from
  const readPiece = (isLast: boolean): number => {
    const added = readFrom(file, at)
    const end = added.lastIndexOf(10) + 1
    const taken = isLast || (end === 0 && added.length === MAX_READ) ? added.length : end
    at += taken
    for (const text of added.toString('utf8', 0, taken).split(/\r?\n/)) if (text !== '') line(text)
    return taken
  }
  const poll = (isLast: boolean): void => {
    while (readPiece(isLast) > 0);
  }
  const timer = setInterval(() => poll(false), POLL_INTERVAL).unref()
  return () => {
    clearInterval(timer)
    poll(true)
  }
}

/** What is there from `at` on, at most so much at once; nothing where the file has been taken away. */
function readFrom(file: string, at: number): Buffer {
  try {
    const handle = openSync(file, 'r')
    try {
      const buffer = Buffer.alloc(Math.max(0, Math.min(MAX_READ, fstatSync(handle).size - at)))
      return buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, at))
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}
