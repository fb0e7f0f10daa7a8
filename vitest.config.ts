import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Files that replace modules of Node for the whole process. */
const ISOLATED = ['test/cli/disk-full.test.ts', 'test/store/rows/row-file.test.ts']

export default defineConfig({
  test: {
    // For what never comes. Tests wait for what they need, on a busy machine as long as it takes.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    // Native addons (ONNX Runtime, SQLite) are loaded once a process; threads would share them unsafely.
    pool: 'forks',
    // One more than cores: tests wait for processes, disks and pages.
    maxWorkers: availableParallelism() + 1,
    projects: [
      { extends: true, test: { name: 'isolated', include: ISOLATED } },
      // One process loads the product once for many files, which is a third of the whole time.
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: ISOLATED, isolate: false } },
    ],
  },
})
