import childProcess from 'node:child_process'
import crypto from 'node:crypto'
import dgram from 'node:dgram'
import dns from 'node:dns'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import http2 from 'node:http2'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import tls from 'node:tls'
import type { EnvironmentWatch } from '../../checks/record-environment-use.js'
import { patchDates, patchLanguage } from './patch-locale.js'
import { patch, patchEnvironment, patchValues, type Note } from './patches.js'
import { findAddedNames, listSharedNames } from './shared-names.js'

/** Tells what of the outside world a piece of work touches. */
export interface EnvironmentRecorder {
  /** What synchronous work touches while it runs; nothing where it throws, since finding its place touches things, too. */
  readonly during: EnvironmentWatch
  /** What the user's compiled files touch themselves while something loads them. */
  readonly duringLoad: <T>(
    work: () => Promise<T>,
  ) => Promise<{ readonly value: T; readonly touched: readonly string[] }>
  /** Where something is kept since the last loading that all code of the thread finds. */
  readonly leftBehind: () => readonly string[]
  /** Gives synchronous work other answers than the outside does. */
  readonly withOtherAnswers: <T>(work: () => T) => T
  /** Gives the user's compiled files other answers while something loads them. */
  readonly loadWithOtherAnswers: <T>(work: () => Promise<T>) => Promise<T>
}

/** A frame of a compiled file of the user's. */
const OWN_FRAME = /\.followupward-\d+-/
/** What is not of the candles, though it is the same all the time on one machine. */
const OF_THE_MACHINE = [
  'pid',
  'ppid',
  'platform',
  'arch',
  'argv',
  'argv0',
  'execArgv',
  'execPath',
  'title',
  'version',
  'versions',
  'release',
]
const ASKED_OF_THE_PROCESS = [
  'hrtime',
  'uptime',
  'cwd',
  'memoryUsage',
  'cpuUsage',
  'resourceUsage',
  'availableMemory',
  'constrainedMemory',
  'getuid',
  'geteuid',
  'getgid',
  'getegid',
  'loadEnvFile',
]
const RANDOM = [
  'randomBytes',
  'randomInt',
  'randomUUID',
  'randomFillSync',
  'randomFill',
  'getRandomValues',
  'generateKeySync',
  'generateKeyPairSync',
]

/** Whose calls count, and whether they get the answers that there are. */
type Mode = 'off' | 'all' | 'own' | 'all otherwise' | 'own otherwise'

/**
 * Lays a recorder around everything by which code of this thread reaches the clock, chance, files, processes, the network and
 * the time zone; all go on working. Only for a thread of its own: it cannot be undone.
 */
export function watchEnvironment(): EnvironmentRecorder {
  let mode: Mode = 'off'
  const touched: string[] = []
  const note: Note = (what) => {
    if (mode === 'off' || (mode.startsWith('own') && !OWN_FRAME.test(new Error('where').stack ?? ''))) return false
    touched.push(what)
    return mode.endsWith('otherwise')
  }
  patchAll(note)
  let known = listSharedNames()
  const inMode = <T>(wanted: Mode, work: () => T): T => {
    touched.length = 0
    mode = wanted
    try {
      return work()
    } finally {
      mode = 'off'
    }
  }
  const loadIn = async <T>(wanted: Mode, work: () => Promise<T>): Promise<T> => {
    touched.length = 0
    mode = wanted
    try {
      return await work()
    } finally {
      mode = 'off'
    }
  }
  return {
    during: (work) => ({ value: inMode('all', work), touched: touched.splice(0) }),
    duringLoad: async (work) => {
      known = listSharedNames()
      return { value: await loadIn('own', work), touched: touched.splice(0) }
    },
    leftBehind: () => findAddedNames(known),
    withOtherAnswers: (work) => inMode('all otherwise', work),
    loadWithOtherAnswers: (work) => loadIn('own otherwise', work),
  }
}

function patchAll(note: Note): void {
  patch(Math, 'Math', ['random'], note)
  patch(performance, 'performance', ['now'], note)
  patchValues(performance, 'performance', ['timeOrigin'], note)
  patch(globalThis, '', ['fetch', 'setTimeout', 'setInterval', 'setImmediate'], note)
  patchValues(globalThis, '', ['WebSocket', 'EventSource', 'navigator'], note)
  patch(globalThis.crypto, 'crypto', ['getRandomValues', 'randomUUID'], note)
  patch(process.hrtime, 'process.hrtime', ['bigint'], note)
  patch(process, 'process', ASKED_OF_THE_PROCESS, note)
  patchValues(process, 'process', OF_THE_MACHINE, note)
  patch(os, 'os', functionsOf(os), note)
  patch(crypto, 'crypto', RANDOM, note)
  patch(fs, 'fs', functionsOf(fs), note)
  patch(fs.promises, 'fs.promises', functionsOf(fs.promises), note)
  patch(childProcess, 'child_process', functionsOf(childProcess), note)
  patch(net, 'net', ['connect', 'createConnection', 'createServer', 'Socket'], note)
  patch(tls, 'tls', ['connect'], note)
  patch(dgram, 'dgram', ['createSocket'], note)
  patch(http, 'http', ['request', 'get'], note)
  patch(https, 'https', ['request', 'get'], note)
  patch(http2, 'http2', ['connect'], note)
  patch(dns, 'dns', functionsOf(dns), note)
  patchDates(note)
  patchLanguage(note)
  patchEnvironment(note)
  // Named imports of Node's modules follow their patched functions from here on.
  syncBuiltinESMExports()
}

function functionsOf(module: object): string[] {
  return Object.entries(module).flatMap(([name, value]) =>
    typeof value === 'function' && /^[a-z]/.test(name) ? [name] : [],
  )
}
