#!/usr/bin/env node
import { withoutUnwantedColor } from './io.js'
import { guardProcess } from './process-guard.js'
import { processIo } from './process-io.js'
import { run } from './run.js'

const args = process.argv.slice(2)
const io = withoutUnwantedColor(processIo())
const guard = guardProcess(args, io)
guard.done(await run(args, io))
