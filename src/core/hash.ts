import { createHash, createHmac } from 'node:crypto'

/** SHA-256 of the parts one after the other, as hex. Each part is preceded by its length, so that no two lists collide. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part
    hash.update(`${bytes.byteLength}:`).update(bytes)
  }
  return hash.digest('hex')
}

/** A digest of the text, as hex, that only who has the key can compute, and that tells neither of them. */
export function keyedDigest(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}
