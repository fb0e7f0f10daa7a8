// The script of a thread that helps a trainer with the slices of its steps.
import { workerData } from 'node:worker_threads'
import { z } from 'zod'
import { memorySchema } from './data-home.js'
import { boardOf, sliceWork } from './slice-work.js'
import { helpSteps } from './step-board.js'
import type { StepLayout } from './step-layout.js'

const layoutSchema = z.custom<StepLayout>((value) => typeof value === 'object' && value !== null && 'board' in value)
const schema = z.strictObject({ memory: memorySchema, layout: layoutSchema, thread: z.int() })

const { memory, layout, thread } = schema.parse(workerData)
helpSteps(boardOf(memory, layout), layout.slices, sliceWork(memory, layout, thread))
