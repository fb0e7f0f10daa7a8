import { gradientTarget } from '../gradient-target.js'

/** A rise of two per cent within two hours. */
export default gradientTarget({ id: 'TargetGrad2h2pct', version: 1, minutes: 120, gain: 0.02 })
