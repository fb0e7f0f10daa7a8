import { perturbAnswer, patch, type Note } from './patches.js'

const ZONE = 'the time zone of the machine'
const LANGUAGE = 'the language of the machine'
/** Local time depends on the machine's time zone. */
const LOCAL_TIME = /^(?:get|set)(?!UTC|Time$|VarDate)|^to(?:Locale|String|Date|Time)/
/** A date, alone or with a time that says its zone: what a text without one means depends on the machine. */
const ZONED = /^(?:[+-]?\d{4,6}(?:-\d\d){0,2}|.*(?:Z|GMT|UTC|[+-]\d\d:?\d\d))$/i

/** The clock as dates tell it, and what they take from the machine's time zone. */
export function patchDates(note: Note): void {
  const localTime = Object.getOwnPropertyNames(Date.prototype).filter((name) => LOCAL_TIME.test(name))
  patch(Date.prototype, `${ZONE} (Date)`, localTime, note)
  patch(Date, 'Date', ['now'], note)
  const parse = Date.parse
  Date.parse = (text) => {
    if (!ZONED.test(text.trim())) note(`${ZONE} (Date.parse ${text})`)
    return parse(text)
  }
  globalThis.Date = new Proxy(Date, {
    construct: (target, args: unknown[], self): object => {
      const [first] = args
      const otherwise = args.length === 0 && note('the clock (new Date())')
      if (args.length > 1 || (typeof first === 'string' && !ZONED.test(first.trim()))) {
        note(`${ZONE} (new Date(${args.map(String).join(', ')}))`)
      }
      const made: unknown = Reflect.construct(target, otherwise ? [perturbAnswer(0)] : args, self)
      return made instanceof target ? made : new target()
    },
    apply: (target) => {
      note('the clock (Date())')
      return target()
    },
  })
}

/** Formats and orders that do not say their language, or their time zone, take the machine's. */
export function patchLanguage(note: Note): void {
  for (const [label, owner, names] of [
    ['Number', Number.prototype, ['toLocaleString']],
    ['Array', Array.prototype, ['toLocaleString']],
    ['String', String.prototype, ['localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase']],
  ] as const) {
    patchUnsaid(owner, `${LANGUAGE} (${label})`, names, note)
  }
  Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
    construct: (target, args: unknown[], self): object => {
      if (!zoned(args[1])) note(`${ZONE} (Intl.DateTimeFormat)`)
      const made: unknown = Reflect.construct(target, args, self)
      return made instanceof target ? made : new target()
    },
    apply: (target, self, args: unknown[]): unknown => {
      if (!zoned(args[1])) note(`${ZONE} (Intl.DateTimeFormat)`)
      return Reflect.apply(target, self, args)
    },
  })
}

function zoned(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'timeZone' in options
}

/** Notes calls that do not say a language: their first argument, of `localeCompare` the second. */
function patchUnsaid(owner: object, label: string, names: readonly string[], note: Note): void {
  for (const name of names) {
    const original: unknown = Reflect.get(owner, name)
    if (typeof original !== 'function') continue
    const place = name === 'localeCompare' ? 1 : 0
    const watched = new Proxy(original, {
      apply: (target, self, args: unknown[]): unknown => {
        if (args[place] === undefined) note(`${label}.${name}`)
        return Reflect.apply(target, self, args)
      },
    })
    Reflect.defineProperty(owner, name, { value: watched, configurable: true, writable: true })
  }
}
