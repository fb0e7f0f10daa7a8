import { describe, expect, test } from 'vitest'
import { progressBars } from '../../src/cli/progress-bars.js'
import { createJobOutput } from '../../src/dashboard/jobs/job-output.js'
import { fakeIo } from '../support/fake-io.js'

describe('progress for programs', () => {
  test('is a line of JSON an update, at most four a second, and one at the end', async () => {
    let now = 0
    const io = {
      ...fakeIo('/', { FOLLOWUPWARD_PROGRESS: 'json' }),
      clock: { now: () => now, sleepUntil: () => Promise.resolve() },
    }
    const task = progressBars(io).start('sim', 1000, 'rows')
    for (let done = 0; done <= 1000; done += 10) {
      now += 10
      task.update(done, done > 500 ? 'half' : undefined)
    }
    task.end('no gaps')
    const lines = io.stderr().trimEnd().split('\n')
    expect(lines[0]).toBe('{"progress":{"task":"sim","done":0,"total":1000,"unit":"rows"}}')
    expect(lines.at(-1)).toBe(
      '{"progress":{"task":"sim","done":1000,"total":1000,"unit":"rows","remark":"no gaps","ended":true}}',
    )
    expect(lines.length).toBeGreaterThan(4)
    expect(lines.length).toBeLessThan(8)
  })

  test('is what the dashboard reads', () => {
    const io = fakeIo('/', { FOLLOWUPWARD_PROGRESS: 'json' })
    const output = createJobOutput([])
    const task = progressBars(io).start('a "quoted" task', 3, 'files')
    for (const line of io.stderr().split('\n')) output.addLine(line)
    expect([...output.tasks.values()]).toEqual([{ task: 'a "quoted" task', done: 0, total: 3, unit: 'files' }])
    task.end()
    for (const line of io.stderr().split('\n')) output.addLine(line)
    expect(output.tasks.size).toBe(0)
    expect(output.lines).toEqual([])
    output.addLine('{"progress":{"task":7}}')
    output.addLine('{"progress":')
    expect(output.lines).toEqual(['{"progress":{"task":7}}', '{"progress":'])
  })
})
