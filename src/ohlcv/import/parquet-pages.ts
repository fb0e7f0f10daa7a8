import { crc32 } from 'node:zlib'
import type { FileMetaData } from 'hyparquet'
import { readThriftStruct } from './thrift-struct.js'

// Numbers of the fields of a page's header.
const HEADER = { unpacked: 2, packed: 3, checksum: 4, page: 5, dictionary: 7, pageV2: 8 }
const VALUES = 1
/** Each value becomes a double. */
const BYTES_PER_VALUE = 8

/**
 * Checks the pages of a column before they are unpacked: that they lie in the file, that they have as many values as the file has
 * rows, and their checksums where they have some. `takeBytes` is told what they unpack to. Throws RangeError saying what is wrong.
 */
export function checkPages(
  bytes: Uint8Array,
  metadata: FileMetaData,
  column: string,
  takeBytes: (unpacked: number) => void,
): void {
  for (const group of metadata.row_groups) {
    for (const { meta_data: chunk } of group.columns) {
      if (chunk?.path_in_schema[0] !== column) continue
      const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset)
      const first = Math.min(start, Number(chunk.data_page_offset))
      const end = first + Number(chunk.total_compressed_size)
      if (!(first >= 4 && end <= bytes.length)) throw new RangeError(`column ${column} lies outside of the file`)
      const isFlat = chunk.path_in_schema.length === 1
      const values = checkChunk(bytes.subarray(0, end), first, column, takeBytes)
      if (isFlat && values !== Number(group.num_rows)) {
        throw new RangeError(`column ${column} has ${values} values for ${group.num_rows} rows`)
      }
    }
  }
}

/** Checks the pages from `first` to the end of the bytes; gives the number of their values. */
function checkChunk(bytes: Uint8Array, first: number, column: string, takeBytes: (unpacked: number) => void): number {
  let values = 0
  for (let at = first; at < bytes.length;) {
    const header = readThriftStruct(bytes, at)
    const packed = header.integers.get(HEADER.packed) ?? -1
    const unpacked = header.integers.get(HEADER.unpacked) ?? -1
    const end = header.end + packed
    if (packed < 0 || unpacked < 0 || end > bytes.length) throw new RangeError(`a page of ${column} is cut off`)
    const checksum = header.integers.get(HEADER.checksum)
    if (checksum !== undefined && crc32(bytes.subarray(header.end, end)) !== checksum >>> 0) {
      throw new RangeError(`the checksum of a page of ${column} is wrong`)
    }
    const data = header.structs.get(HEADER.page) ?? header.structs.get(HEADER.pageV2)
    const count = (data ?? header.structs.get(HEADER.dictionary))?.integers.get(VALUES) ?? 0
    if (count < 0) throw new RangeError(`a page of ${column} has ${count} values`)
    takeBytes(Math.max(unpacked, BYTES_PER_VALUE * count))
    if (data) values += count
    at = end
  }
  return values
}
