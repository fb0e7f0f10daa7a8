/** A cache of as many values as fit into a number of bytes; those that were used least recently go first. */
export interface ByteCache<T> {
  /** The cached value of that key, made or still in the making; undefined where its tag is another. */
  peek(key: string, tag: string): Promise<T> | undefined
  /** Caches a value in the making in place of what the key had. One that fails is removed again. */
  put(key: string, tag: string, value: Promise<T>): Promise<T>
  /** `peek`, else `put` of what `make` gives. */
  get(key: string, tag: string, make: () => Promise<T>): Promise<T>
  /** Bytes of the cached values. */
  bytes(): number
}

interface Entry<T> {
  readonly tag: string
  readonly value: Promise<T>
  bytes: number
}

export function createByteCache<T>(limit: number, bytesOf: (value: T) => number): ByteCache<T> {
  const entries = new Map<string, Entry<T>>()
  let total = 0
  const drop = (key: string): void => {
    total -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }
  const countBytes = (key: string, entry: Entry<T>, value: T): void => {
    if (entries.get(key) !== entry) return
    entry.bytes = bytesOf(value)
    total += entry.bytes
    for (const oldest of entries.keys()) {
      if (total <= limit) return
      drop(oldest)
    }
  }
  const peek = (key: string, tag: string): Promise<T> | undefined => {
    const entry = entries.get(key)
    if (entry?.tag !== tag) return undefined
    entries.delete(key)
    entries.set(key, entry)
    return entry.value
  }
  const put = (key: string, tag: string, value: Promise<T>): Promise<T> => {
    drop(key)
    const entry: Entry<T> = { tag, value, bytes: 0 }
    entries.set(key, entry)
    value.then(
      (made) => countBytes(key, entry, made),
      () => entries.get(key) === entry && drop(key),
    )
    return value
  }
  return {
    peek,
    put,
    get: (key, tag, make) => peek(key, tag) ?? put(key, tag, make()),
    bytes: () => total,
  }
}
