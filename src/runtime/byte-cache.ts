/** Values that were made before, as many as fit into a number of bytes; those not used for longest go first. */
export interface ByteCache<T> {
  /** What was kept under that key and tag, made or still being made; undefined where the tag is another. */
  peek(key: string, tag: string): Promise<T> | undefined
  /** Keeps a value in the making in place of what the key had. One that fails is not kept. */
  put(key: string, tag: string, value: Promise<T>): Promise<T>
  /** `peek`, else `put` of what `make` gives. */
  get(key: string, tag: string, make: () => Promise<T>): Promise<T>
  /** Bytes of the values that are kept. */
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
  const settle = (key: string, entry: Entry<T>, value: T): void => {
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
      (made) => settle(key, entry, made),
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
