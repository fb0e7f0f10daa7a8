// The script of the processes that make windows of a walk-forward: each task is one window.
import { silentProgress } from '../../core/progress.js'
import { allowCode } from '../../definitions/code-trust.js'
import { serveTasks, taskHandler } from '../../runtime/serve-tasks.js'
import { readWorkspace } from '../context.js'
import { systemClock } from '../system-clock.js'
import { makeWindow } from './make-window.js'
import { windowTaskSchema, type WindowEvent } from './window-task.js'

serveTasks({
  window: taskHandler(windowTaskSchema, async (task, { signal, progress }) => {
    const { directory, allowsCode, config } = task
    if (allowsCode) allowCode(directory)
    const workspace = await readWorkspace(directory, { config })
    const tell = (event: WindowEvent): void => progress(event)
    const log = (line: string): void => tell({ event: 'log', line: `window ${task.number}: ${line}` })
    await makeWindow(task, { workspace, clock: systemClock, signal, progress: silentProgress, log }, tell)
  }),
})
