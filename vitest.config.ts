import { defineConfig } from 'vitest/config'

/** Files that replace modules of Node for the whole process. */
const ISOLATED = ['test/cli/disk-full.test.ts', 'test/store/rows/row-file.test.ts']

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a page shows is looked at until it is so: the machine may be slow, and the page is not ours to hurry.
    expect: { poll: { timeout: 20_000 } },
    // Native addons (ONNX Runtime, SQLite) are loaded once a process; threads would share them unsafely.
    pool: 'forks',
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { name: 'isolated', include: ISOLATED } },
      // One process loads the product once for many files, which is a third of the whole time.
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: ISOLATED, isolate: false } },
    ],
  },
})
