import type { WalkForwardRequest } from '../../src/workspace/walk-forward/request.js'

/** Three windows in the four days behind the history of the features, on a workspace of `fillTrainingWorkspace`. */
export const WALK_FORWARD = {
  bases: ['one', 'two'],
  features: 'F2cond20',
  target: 'T10up5low30min',
  training: '36h',
  validation: '12h',
  test: '16h',
  epochs: 2,
  batchSize: 256,
  select: 'seed',
  fills: 'close',
  name: 'wf',
} satisfies WalkForwardRequest
