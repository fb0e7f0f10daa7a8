import { gradientTarget } from '../gradient-target.js'

/** A rise of one per cent within an hour. */
export default gradientTarget({ id: 'TargetGrad1h1pct', version: 1, minutes: 60, gain: 0.01 })
