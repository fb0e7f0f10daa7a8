import { spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { ProcessRequest } from '../../workspace/process-messages.js'
import { followFile } from './follow-file.js'
import type { JobRequest } from './running-job.js'

/** A running job, and the ways to end it. */
export interface JobProcess {
  /** Undefined where it never began. */
  readonly pid?: number | undefined
  /** Asks for a stop at the next safe point (SIGINT), or ends it (SIGTERM, SIGKILL). */
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void
}

export interface JobListener {
  readonly onLine: (line: string) => void
  /** Called once, after the last line; `code` is undefined where a signal ended it or where it never began. */
  readonly onEnd: (code: number | undefined) => void
}

/** Starts the process of a job. With `logFile` it is detached and writes there: it can go on without us. */
export type SpawnJob = (request: JobRequest, listener: JobListener) => JobProcess

export interface SpawnOptions {
  /** The built script of a process that carries out one use case. */
  readonly script: string
  /** The workspace's folder. */
  readonly directory: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Runs each job as a child process. */
export function createSpawnJob({ script, directory, env }: SpawnOptions): SpawnJob {
  return (request, listener) => {
    const { logFile } = request
    const log = logFile === undefined ? undefined : openSync(logFile, 'a')
    const child = spawn(process.execPath, [script], {
      cwd: directory,
      env,
      stdio: ['pipe', log ?? 'pipe', log ?? 'pipe'],
      // A group of its own: Ctrl-C in our terminal would reach it beside our own SIGINT, and the second one ends it at once.
      detached: true,
      windowsHide: true,
    })
    let unfollow: (() => void) | undefined
    if (log !== undefined && logFile !== undefined) {
      unfollow = followFile(logFile, fstatSync(log).size, listener.onLine)
      closeSync(log)
      child.unref()
    }
    let isOver = false
    const end = (code: number | undefined): void => {
      if (isOver) return
      isOver = true
      unfollow?.()
      listener.onEnd(code)
    }
    writeRequest(child.stdin, processRequestOf(request, directory))
    readLines(child.stdout, listener.onLine)
    readLines(child.stderr, listener.onLine)
    child.on('error', (error) => {
      listener.onLine(`error: ${error.message}`)
      end(undefined)
    })
    child.on('close', (code) => end(code ?? undefined))
    return { pid: child.pid, kill: (signal) => void child.kill(signal) }
  }
}

function processRequestOf({ useCase, request, resultFile }: JobRequest, directory: string): ProcessRequest {
  return { useCase, workspace: directory, request: { ...request }, ...(resultFile !== undefined && { resultFile }) }
}

function writeRequest(stream: Writable | null, request: ProcessRequest): void {
  // A process that ended before it read its request says so by its exit code.
  stream?.on('error', () => {})
  stream?.end(JSON.stringify(request))
}

function readLines(stream: Readable | null, line: (text: string) => void): void {
  if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', line)
}
