import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/state-folder.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a page shows is looked at until it is so: the machine may be slow, and the page is not ours to hurry.
    expect: { poll: { timeout: 20_000 } },
    // Native addons (ONNX Runtime, SQLite) are loaded once a process; threads would share them unsafely.
    pool: 'forks',
  },
})
