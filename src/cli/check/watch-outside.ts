import childProcess from 'node:child_process'
import crypto from 'node:crypto'
import dns from 'node:dns'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import os from 'node:os'

/** Tells what of the outside world a piece of work touches. */
export interface OutsideWatch {
  /** What synchronous work touches while it runs. */
  readonly during: (work: () => void) => readonly string[]
  /** Resolves to what the user's compiled files touch themselves while something loads them. */
  readonly duringLoad: <T>(
    work: () => Promise<T>,
  ) => Promise<{ readonly value: T; readonly touched: readonly string[] }>
}

/** Local time depends on the machine's time zone. */
const LOCAL_TIME = /^(?:get|set)(?!UTC|Time$|VarDate)|^to(?:Locale|String|Date|Time)/
/** A frame of a compiled file of the user's. */
const OWN_FRAME = /\.followupward-\d+-/
/** A date, alone or with a time that says its zone: what a text without one means depends on the machine. */
const ZONED = /^(?:[+-]?\d{4,6}(?:-\d\d){0,2}|.*(?:Z|GMT|UTC|[+-]\d\d:?\d\d))$/i
/** What is not of the candles, though it is the same all the time on one machine. */
const OF_THE_MACHINE = ['pid', 'ppid', 'platform', 'arch', 'argv']

type Mode = 'off' | 'all' | 'own'

/**
 * Lays a recorder around everything by which code of this thread reaches the clock, chance, files, processes, the network and
 * the time zone; all go on working. Only for a thread of its own: it cannot be undone.
 */
export function watchOutside(): OutsideWatch {
  let mode: Mode = 'off'
  const touched: string[] = []
  const record = (what: string): void => {
    if (mode === 'all' || (mode === 'own' && OWN_FRAME.test(new Error('where').stack ?? ''))) touched.push(what)
  }
  patchAll(record)
  let known = globals()
  return {
    during: (work) => {
      touched.length = 0
      mode = 'all'
      try {
        work()
      } finally {
        mode = 'off'
      }
      return [...touched.splice(0), ...newGlobals(known)]
    },
    duringLoad: async (work) => {
      touched.length = 0
      known = globals()
      mode = 'own'
      try {
        const value = await work()
        return { value, touched: touched.splice(0) }
      } finally {
        mode = 'off'
      }
    },
  }
}

function newGlobals(known: ReadonlySet<string>): string[] {
  return [...globals()].filter((name) => !known.has(name)).map((name) => `globalThis.${name}`)
}

/** Names that everything in this thread shares: what is kept there outlives a call, and other definitions see it. */
function globals(): Set<string> {
  return new Set(Object.getOwnPropertyNames(globalThis))
}

type Record = (what: string) => void

function patchAll(record: Record): void {
  patch(Math, 'Math', ['random'], record)
  patch(performance, 'performance', ['now'], record)
  patch(globalThis, '', ['fetch', 'setTimeout', 'setInterval', 'setImmediate'], record)
  patch(globalThis.crypto, 'crypto', ['getRandomValues', 'randomUUID'], record)
  patch(process.hrtime, 'process.hrtime', ['bigint'], record)
  patch(process, 'process', ['hrtime', 'uptime', 'cwd', 'memoryUsage', 'cpuUsage', 'resourceUsage'], record)
  patchValues(process, 'process', OF_THE_MACHINE, record)
  patch(os, 'os', functionsOf(os), record)
  patch(crypto, 'crypto', ['randomBytes', 'randomInt', 'randomUUID', 'randomFillSync', 'randomFill'], record)
  patch(fs, 'fs', functionsOf(fs), record)
  patch(fs.promises, 'fs.promises', functionsOf(fs.promises), record)
  patch(childProcess, 'child_process', functionsOf(childProcess), record)
  patch(net, 'net', ['connect', 'createConnection', 'createServer'], record)
  patch(http, 'http', ['request', 'get'], record)
  patch(https, 'https', ['request', 'get'], record)
  patch(dns, 'dns', functionsOf(dns), record)
  const localTime = Object.getOwnPropertyNames(Date.prototype).filter((name) => LOCAL_TIME.test(name))
  patch(Date.prototype, 'the time zone of the machine (Date)', localTime, record)
  patchDate(record)
  patchDateFormat(record)
  patchEnvironment(record)
  // Named imports of Node's modules follow their patched functions from here on.
  syncBuiltinESMExports()
}

function functionsOf(module: object): string[] {
  return Object.entries(module).flatMap(([name, value]) =>
    typeof value === 'function' && /^[a-z]/.test(name) ? [name] : [],
  )
}

/** Whether a recorded function runs: what it calls itself is part of it. */
let inside = false

function patch(owner: object, label: string, names: readonly string[], record: Record): void {
  for (const name of names) {
    const original: unknown = Reflect.get(owner, name)
    if (typeof original !== 'function') continue
    const watched = new Proxy(original, {
      apply: (target, self, args: unknown[]): unknown => {
        if (inside) return Reflect.apply(target, self, args)
        record(`${label === '' ? name : `${label}.${name}`}${argumentText(args)}`)
        inside = true
        try {
          return Reflect.apply(target, self, args)
        } finally {
          inside = false
        }
      },
    })
    Reflect.defineProperty(owner, name, { value: watched, configurable: true, writable: true })
  }
}

/** The first argument where it is a path, an address or a program. */
function argumentText([first]: readonly unknown[]): string {
  return typeof first === 'string' || first instanceof URL ? ` ${String(first)}` : ''
}

function patchValues(owner: object, label: string, names: readonly string[], record: Record): void {
  for (const name of names) {
    const value: unknown = Reflect.get(owner, name)
    const get = (): unknown => {
      record(`${label}.${name}`)
      return value
    }
    Reflect.defineProperty(owner, name, { get, configurable: true, enumerable: true })
  }
}

function patchDate(record: Record): void {
  patch(Date, 'Date', ['now'], record)
  globalThis.Date = new Proxy(Date, {
    construct: (target, args: unknown[], self): object => {
      const [first] = args
      if (args.length === 0) record('the clock (new Date())')
      if (args.length > 1 || (typeof first === 'string' && !ZONED.test(first.trim()))) {
        record(`the time zone of the machine (new Date(${args.map(String).join(', ')}))`)
      }
      const made: unknown = Reflect.construct(target, args, self)
      return made instanceof target ? made : new target()
    },
    apply: (target) => {
      record('the clock (Date())')
      return target()
    },
  })
}

/** Formats that do not say their time zone take the machine's. */
function patchDateFormat(record: Record): void {
  const note = ([, options]: readonly unknown[]): void => {
    const zoned = typeof options === 'object' && options !== null && 'timeZone' in options
    if (!zoned) record('the time zone of the machine (Intl.DateTimeFormat)')
  }
  Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
    construct: (target, args: unknown[], self): object => {
      note(args)
      const made: unknown = Reflect.construct(target, args, self)
      return made instanceof target ? made : new target()
    },
    apply: (target, self, args: unknown[]): unknown => {
      note(args)
      return Reflect.apply(target, self, args)
    },
  })
}

function patchEnvironment(record: Record): void {
  process.env = new Proxy(process.env, {
    get: (target, name, self): unknown => {
      record(`process.env.${String(name)}`)
      return Reflect.get(target, name, self)
    },
  })
}
