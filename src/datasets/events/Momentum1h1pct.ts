import { momentumRule } from '../../targets/primary-rule.js'
import { ruleEvents } from '../rule-events.js'

/** While the price stands one per cent above or below that of an hour before: where MetaMomentum1h1pct labels. */
export default ruleEvents({ id: 'Momentum1h1pct', version: 1, rule: momentumRule({ minutes: 60, change: 0.01 }) })
