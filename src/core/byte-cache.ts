/** Values by name, the ones used last, of at most so many bytes together. */
export interface ByteCache<Value> {
  /**
   * The kept value of `key`, else the one that `make` makes; asked again while it is being made, all wait for the same. A
   * value above the whole limit is returned and not kept; what `make` throws is thrown and forgotten.
   */
  fetch(key: string, make: () => Promise<Sized<Value>>): Promise<Value>
  delete(key: string): void
  clear(): void
  /** Bytes of the kept values, as they were stated. */
  readonly bytes: number
}

export interface Sized<Value> {
  readonly value: Value
  readonly bytes: number
}

/** A cache that drops what was not used for longest. */
export function createByteCache<Value>(limit: number): ByteCache<Value> {
  // A map lists its keys in the order of their insertion: the first is the one that was not used for longest.
  const kept = new Map<string, Sized<Value>>()
  const making = new Map<string, Promise<Sized<Value>>>()
  let bytes = 0
  const drop = (key: string): void => {
    bytes -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }
  const keep = (key: string, sized: Sized<Value>): void => {
    drop(key)
    if (sized.bytes > limit) return
    kept.set(key, sized)
    bytes += sized.bytes
    for (const oldest of kept.keys()) {
      if (bytes <= limit) break
      drop(oldest)
    }
  }
  const made = async (key: string, make: () => Promise<Sized<Value>>): Promise<Sized<Value>> => {
    const promise = make()
    making.set(key, promise)
    try {
      const sized = await promise
      // Dropped while it was being made, it is out of date.
      if (making.get(key) === promise) keep(key, sized)
      return sized
    } finally {
      if (making.get(key) === promise) making.delete(key)
    }
  }
  return {
    async fetch(key, make) {
      const there = kept.get(key)
      if (there) keep(key, there)
      return (there ?? (await (making.get(key) ?? made(key, make)))).value
    },
    delete(key) {
      making.delete(key)
      drop(key)
    },
    clear() {
      making.clear()
      kept.clear()
      bytes = 0
    },
    get bytes() {
      return bytes
    },
  }
}
