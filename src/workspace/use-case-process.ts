// The script of a process that carries out one use case: a request in, progress, log and result out.
import { resolve } from 'node:path'
import type { z } from 'zod'
import { CancelledError, UserError, explainError, messageOf } from '../core/errors.js'
import { RequestError } from '../core/request-error.js'
import { writeAtomically } from '../store/files/staged-file.js'
import { openCalls } from './calls.js'
import { readWorkspace } from './context.js'
import { processRequestSchema, progressMessages, type ProcessMessage } from './process-messages.js'
import { STOP_SIGNALS } from './stop-signals.js'
import { systemClock } from './system-clock.js'
import { credentialsIn, type CredentialNeed } from './trade/credentials.js'
import type { JsonResult } from './use-case.js'
import { findUseCase } from './use-cases.js'

/** Exit codes are those of the command line: 0 done, 1 an error, 2 a document that is none, 130 stopped. */
const EXIT = { done: 0, failed: 1, wrongUsage: 2, stopped: 130 }

type ParsedRequest = z.output<typeof processRequestSchema>

/** What a process decides itself; nobody is there to confirm a trade with real money. */
const HOOKS = { credentials: (need: CredentialNeed) => credentialsIn(process.env, need), source: 'dashboard' }

const abort = new AbortController()
const send = takeStdout()
let isDone = false

for (const signal of STOP_SIGNALS) process.on(signal, stop)
process.stdout.on('error', loseReader)
process.stderr.on('error', loseReader)
process.on('uncaughtException', (error) => end(reportError(error)))
process.on('unhandledRejection', (error) => end(reportError(error)))
process.on('exit', () => {
  if (isDone || abort.signal.aborted) return
  const message =
    'the process was ended from inside before the work was done: look for process.exit in your definitions'
  send({ error: { message, keys: [] } })
  process.exitCode = EXIT.failed
})
end(await run())

async function run(): Promise<number> {
  try {
    const document = parseDocument(await readStdin())
    if (typeof document === 'string') {
      send({ error: { message: `the document on standard input is not valid: ${document}`, keys: [] } })
      return EXIT.wrongUsage
    }
    const { json, failure } = await carryOut(document)
    const { resultFile } = document
    if (resultFile !== undefined) await writeAtomically(resultFile, [Buffer.from(`${JSON.stringify(json)}\n`)])
    send({ result: resultFile === undefined ? json : null })
    return failure ? reportError(failure) : EXIT.done
  } catch (error) {
    return reportError(error)
  }
}

/** The document, or what is wrong with it. */
function parseDocument(text: string): ParsedRequest | string {
  try {
    const { data, error } = processRequestSchema.safeParse(JSON.parse(text))
    const [issue] = error?.issues ?? []
    return data ?? `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`
  } catch (error) {
    return messageOf(error)
  }
}

async function carryOut({ useCase: name, workspace: folder, request, config }: ParsedRequest): Promise<JsonResult> {
  const useCase = findUseCase(name)
  const workspace = await readWorkspace(resolve(folder), { config })
  const progress = progressMessages(systemClock, send)
  const log = (line: string): void => send({ log: line })
  const calls = openCalls({ workspace, clock: systemClock, signal: abort.signal, progress, log })
  try {
    return await useCase.callJson(calls, request, HOOKS)
  } finally {
    await calls.close()
  }
}

/** The first of the signals asks for a stop at the next safe point, the second ends the process at once. */
function stop(): void {
  if (abort.signal.aborted) process.exit(EXIT.stopped)
  abort.abort(new Error('asked to stop; what was done so far is kept'))
}

/** A dashboard that is gone asks for a stop; only what reads the messages is lost. */
function loseReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  if (!abort.signal.aborted) abort.abort(new Error('nobody reads the messages any more; what was done so far is kept'))
}

function reportError(error: unknown): number {
  if (abort.signal.aborted || error instanceof CancelledError) {
    send({ log: `stopped: ${messageOf(error)}` })
    return EXIT.stopped
  }
  if (error instanceof UserError) for (const line of error.details) send({ log: line })
  const keys = error instanceof RequestError ? [...error.keys] : []
  if (error instanceof UserError && error.remedy !== undefined)
    send({ error: { message: error.text, remedy: error.remedy, keys } })
  else send({ error: { message: explainError(error), keys } })
  return EXIT.failed
}

function end(code: number): void {
  isDone = true
  process.exit(code)
}

/** Keeps standard output for messages: what definitions of the user print goes to standard error. */
function takeStdout(): (message: ProcessMessage) => void {
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = process.stderr.write.bind(process.stderr)
  return (message) => void write(`${JSON.stringify(message)}\n`)
}

async function readStdin(): Promise<string> {
  process.stdin.setEncoding('utf8')
  let text = ''
  for await (const part of process.stdin) text += String(part)
  return text
}
