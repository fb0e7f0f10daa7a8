import { spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { followFile } from './follow-file.js'

/** What a running job tells, and the ways to end it. */
export interface JobProcess {
  /** Asks for a stop at the next safe point (SIGINT), or ends it (SIGTERM, SIGKILL). */
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void
}

export interface JobListener {
  readonly line: (line: string) => void
  /** Once, after the last line; `code` is undefined where a signal ended it or where it never began. */
  readonly ended: (code: number | undefined) => void
}

/** Starts one run of the command line. With `logFile` the run is detached and prints there: it can go on without us. */
export type SpawnJob = (args: readonly string[], listener: JobListener, logFile?: string) => JobProcess

export interface CommandLine {
  /** The built command line's entry script. */
  readonly script: string
  readonly directory: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Runs our own command line as child processes. */
export function spawnCommands({ script, directory, env }: CommandLine): SpawnJob {
  return (args, listener, logFile) => {
    const log = logFile === undefined ? undefined : openSync(logFile, 'a')
    const child = spawn(process.execPath, [script, ...args], {
      cwd: directory,
      env: { ...env, FOLLOWUPWARD_PROGRESS: 'json' },
      stdio: ['ignore', log ?? 'pipe', log ?? 'pipe'],
      // A group of its own: Ctrl-C in our terminal would reach it beside our own SIGINT, and the second one ends it at once.
      detached: true,
      windowsHide: true,
    })
    let unfollow: (() => void) | undefined
    if (log !== undefined && logFile !== undefined) {
      unfollow = followFile(logFile, fstatSync(log).size, listener.line)
      closeSync(log)
      child.unref()
    }
    let over = false
    const end = (code: number | undefined): void => {
      if (over) return
      over = true
      unfollow?.()
      listener.ended(code)
    }
    readLines(child.stdout, listener.line)
    readLines(child.stderr, listener.line)
    child.on('error', (error) => {
      listener.line(`error: ${error.message}`)
      end(undefined)
    })
    child.on('close', (code) => end(code ?? undefined))
    return { kill: (signal) => void child.kill(signal) }
  }
}

function readLines(stream: Readable | null, line: (text: string) => void): void {
  if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', line)
}
