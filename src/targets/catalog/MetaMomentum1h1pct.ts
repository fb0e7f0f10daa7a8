import { metaTarget } from '../meta-target.js'
import { momentumRule } from '../primary-rule.js'

/** Does it pay to go along with a change of one per cent within an hour? Left at barriers as of TripleBarrier1h2v5pml. */
export default metaTarget({
  id: 'MetaMomentum1h1pct',
  version: 1,
  rule: momentumRule({ minutes: 60, change: 0.01 }),
  fee: 0.001,
  horizon: 60,
  deviations: 2,
  minReturn: 0.005,
  volatilityWindow: 1440,
})
