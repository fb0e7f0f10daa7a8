import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { systemCodeOf } from '../../core/errors.js'

/** Ms between two looks at the file. */
const PAUSE = 500
const LONGEST_READ = 1 << 18

/** Tells each line that is appended to a file from `from` bytes on, until stopped; then what is left of it. */
export function followFile(file: string, from: number, line: (text: string) => void): () => void {
  let at = from
  const look = (last: boolean): void => {
    const added = readFrom(file, at)
    const whole = added.lastIndexOf(10) + 1
    const taken = last || (whole === 0 && added.length === LONGEST_READ) ? added.length : whole
    at += taken
    for (const text of added.toString('utf8', 0, taken).split(/\r?\n/)) if (text !== '') line(text)
  }
  const timer = setInterval(() => look(false), PAUSE).unref()
  return () => {
    clearInterval(timer)
    look(true)
  }
}

/** What is there from `at` on, at most so much at once; nothing where the file has been taken away. */
function readFrom(file: string, at: number): Buffer {
  try {
    const handle = openSync(file, 'r')
    try {
      const buffer = Buffer.alloc(Math.max(0, Math.min(LONGEST_READ, fstatSync(handle).size - at)))
      return buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, at))
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}
