import { defineEventSampler } from '../event-sampler.js'

/** Every minute is an event. */
export default defineEventSampler({
  id: 'EveryMinute',
  version: 1,
  history: 0,
  events: ({ grid }) => new Uint8Array(grid.rows).fill(1),
})
