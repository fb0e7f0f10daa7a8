import { z } from 'zod'
import { sha256 } from '../../core/hash.js'
import { HEX } from './hash-days.js'

const hashesSchema = z.record(z.string(), z.string())

/** Encodes day hashes as text for the metadata of a file. */
export function encodeDayHashes(hashes: ReadonlyMap<number, string>): string {
  return JSON.stringify(Object.fromEntries(hashes))
}

/**
 * Decodes day hashes. Throws where the text is not that of `encodeDayHashes`: the checksum of the file has passed, so
 * this is no damage.
 */
export function decodeDayHashes(text: string | undefined): Map<number, string> {
  const raw: unknown = JSON.parse(text ?? '{}')
  return new Map(Object.entries(hashesSchema.parse(raw)).map(([day, hash]) => [Number(day), hash]))
}

/** Computes the hash of a day whose rows are partly or wholly filled between two files. */
export function hashFilledDay(day: number, stored: string | undefined, ...fills: readonly number[]): string {
  return sha256(String(day), stored ?? '', fills.join()).slice(0, HEX)
}
