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
    const plain: unknown = read === undefined ? Reflect.get(owner, name) : undefined
    const get = (): unknown => {
      const otherwise = noteOutermost(note, `${label === '' ? '' : `${label}.`}${name}`)
      const value: unknown = typeof read === 'function' ? Reflect.apply(read, owner, []) : plain
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

/**
 * Another answer of the same kind in place of one from outside, so that what depends on it shows: digits are others, so that
 * texts in which they stand can be read as before; what is yes is no. What comes later than now is another, too.
 */
export function perturbAnswer(answer: unknown): unknown {
  if (answer instanceof Promise) return answer.then(perturbAnswer)
  if (answer instanceof Uint8Array) return otherBytes(answer)
  if (typeof answer === 'string') return /\d/.test(answer) ? answer.replace(/[1-9]/g, otherDigit) : `${answer}1`
  if (typeof answer === 'boolean') return !answer
  // Chance stays below 1.
  if (typeof answer === 'number') return answer >= 0 && answer < 1 ? (answer + 0.5) % 1 : answer * 1.5 + 1
  return typeof answer === 'bigint' ? answer + 1_000_000_007n : answer
}

/** Never 0, which may not stand in front. */
function otherDigit(digit: string): string {
  return String((Number(digit) % 9) + 1)
}

const [ONE, NINE] = [0x31, 0x39]

/** The same memory type, with other digits where it is text. */
function otherBytes(bytes: Uint8Array): Uint8Array {
  const others = bytes.slice()
  bytes.forEach((byte, at) => {
    if (byte >= ONE && byte <= NINE) others[at] = byte === NINE ? ONE : byte + 1
  })
  return others
}
