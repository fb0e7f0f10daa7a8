import { perturbAnswer } from './perturb-answer.js'

/** Notes what is touched; whether it is to give another answer. */
export type Note = (what: string) => boolean

/** Whether a noted function runs: what it calls itself is part of it. */
let inside = false

function noteOutermost(note: Note, what: string): boolean {
  return !inside && note(what)
}

/** Lays a recorder around functions and constructors of `owner`; those that are not there are left out. */
export function patch(owner: object, label: string, names: readonly string[], note: Note): void {
  for (const name of names) {
    const original: unknown = Reflect.get(owner, name)
    if (typeof original !== 'function') continue
    const noted = (args: readonly unknown[], work: () => unknown): unknown => {
      if (inside) return work()
      const otherwise = note(`${label === '' ? name : `${label}.${name}`}${argumentText(args)}`)
      inside = true
      try {
        const answer = work()
        // The number of an open file must stay as it is.
        return otherwise && !(label.startsWith('fs') && typeof answer === 'number') ? perturbAnswer(answer) : answer
      } finally {
        inside = false
      }
    }
    const watched = new Proxy(original, {
      apply: (target, self, args: unknown[]) => noted(args, () => Reflect.apply(target, self, args)),
      construct: (target, args: unknown[], self): object => {
        const made = noted(args, () => Reflect.construct(target, args, self))
        return typeof made === 'object' && made !== null ? made : {}
      },
    })
    Reflect.defineProperty(owner, name, { value: watched, configurable: true, writable: true })
  }
}

/** The first argument where it is a path, an address or a program. */
function argumentText([first]: readonly unknown[]): string {
  return typeof first === 'string' || first instanceof URL ? ` ${String(first)}` : ''
}

/** Notes where properties that are no functions are read. */
export function patchValues(owner: object, label: string, names: readonly string[], note: Note): void {
  for (const name of names) {
    if (!Reflect.has(owner, name)) continue
    const described = Object.getOwnPropertyDescriptor(owner, name)
    const read: unknown = described && Reflect.get(described, 'get')
    const held: unknown = read === undefined ? Reflect.get(owner, name) : undefined
    const get = (): unknown => {
      const otherwise = noteOutermost(note, `${label === '' ? '' : `${label}.`}${name}`)
      const value: unknown = typeof read === 'function' ? Reflect.apply(read, owner, []) : held
      return otherwise ? perturbAnswer(value) : value
    }
    Reflect.defineProperty(owner, name, { get, configurable: true, enumerable: true })
  }
}

export function patchEnvironment(note: Note): void {
  const env = process.env
  const read = (name: string | symbol): boolean => noteOutermost(note, `process.env.${String(name)}`)
  process.env = new Proxy(env, {
    get: (_, name): unknown => {
      const value: unknown = Reflect.get(env, name)
      return read(name) ? perturbAnswer(value ?? '0') : value
    },
    has: (_, name) => Reflect.has(env, name) !== read(name),
    ownKeys: () => {
      read('*')
      return Reflect.ownKeys(env)
    },
  })
}
