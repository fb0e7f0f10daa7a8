import { gradientTarget } from '../gradient-target.js'

/** A rise of half a per cent within half an hour. */
export default gradientTarget({ id: 'TargetGrad30m5pml', version: 1, minutes: 30, gain: 0.005 })
