import { tripleBarrierTarget } from '../triple-barrier-target.js'

/** Within an hour, barriers two deviations of an hour's change away (by the last day), at least five per mille. */
export default tripleBarrierTarget({
  id: 'TripleBarrier1h2v5pml',
  version: 1,
  horizon: 60,
  deviations: 2,
  minReturn: 0.005,
  volatilityWindow: 1440,
})
