import { gradientTarget } from '../gradient-target.js'

/** A rise of two per cent within four hours. */
export default gradientTarget({ id: 'TargetGrad4h2pct', version: 1, minutes: 240, gain: 0.02 })
