const NEWLINE = 10
const BLANK = 32
const BOM = Buffer.from([0xef, 0xbb, 0xbf])

/** Steps through the lines that are not blank; `start … end − 1` is the line without blanks around it. */
export interface LineScanner {
  start: number
  end: number
  /** Of the line in the file, from 1. */
  number: number
  next(): boolean
}

export function lineScanner(buffer: Buffer): LineScanner {
  let place = buffer.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0
  const scanner: LineScanner = {
    start: 0,
    end: 0,
    number: 0,
    next: () => {
      while (place < buffer.length) {
        const newline = buffer.indexOf(NEWLINE, place)
        scanner.start = place
        scanner.end = newline < 0 ? buffer.length : newline
        scanner.number++
        place = scanner.end + 1
        while (scanner.end > scanner.start && (buffer[scanner.end - 1] ?? 0) <= BLANK) scanner.end--
        if (scanner.end > scanner.start) return true
      }
      return false
    },
  }
  return scanner
}

/** At least as many as there are. */
export function countLines(buffer: Buffer): number {
  let count = 1
  for (let at = buffer.indexOf(NEWLINE); at >= 0; at = buffer.indexOf(NEWLINE, at + 1)) count++
  return count
}
