/** Names on each object that all code of a thread shares and in which something could be kept, by the object's own name. */
export type SharedNames = ReadonlyMap<string, ReadonlySet<string>>

/** The globals, and what hangs on the built-in ones. */
export function listSharedNames(): SharedNames {
  return new Map(
    roots().map(([label, owner]) => [label, new Set(Reflect.ownKeys(owner).map((key) => named(label, key)))] as const),
  )
}

/** What is new on objects that were there before; some are made when they are first used. */
export function findAddedNames(before: SharedNames): string[] {
  return [...listSharedNames()].flatMap(([label, names]) => {
    const known = before.get(label)
    return known ? [...names].filter((name) => !known.has(name)) : []
  })
}

type Root = readonly [string, object]

function roots(): Root[] {
  const builtIn = Object.getOwnPropertyNames(globalThis)
    .filter((name) => /^[A-Z]|^console$|^process$|^performance$/.test(name))
    .flatMap((name): Root[] => {
      const value = valueWithoutGetter(globalThis, name)
      if (!isOwner(value)) return []
      const prototype = typeof value === 'function' ? valueWithoutGetter(value, 'prototype') : undefined
      return isOwner(prototype)
        ? [
            [name, value],
            [`${name}.prototype`, prototype],
          ]
        : [[name, value]]
    })
  return [['globalThis', globalThis], ...builtIn]
}

/** A property's value without running a getter. */
function valueWithoutGetter(owner: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(owner, name)?.value
}

function isOwner(value: unknown): value is object {
  return (typeof value === 'object' || typeof value === 'function') && value !== null
}

function named(label: string, key: string | symbol): string {
  return typeof key === 'symbol' ? `${label}[${String(key)}]` : `${label}.${key}`
}
