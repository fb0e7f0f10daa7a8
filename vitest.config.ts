import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Native addons (ONNX Runtime, SQLite) are loaded once a process; threads would share them unsafely.
    pool: 'forks',
  },
})
