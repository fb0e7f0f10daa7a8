import type { Candles } from '../../core/candles.js'
import type { Frame } from '../../core/frame.js'
import type { DerivedSource } from './derived-lineage.js'

/** Who computes rows: this thread, or several at once. */
export interface RowComputer {
  /** How many months it takes at a time; memory grows with it. */
  readonly parallel: number
  /** The same as `source.definition.compute(candles)`. The memory of the candles is given away: they are not read again. */
  compute(source: DerivedSource, candles: Candles): Promise<Frame>
  /** Gives a frame of `compute` back, whose memory later ones may then have: nobody may read it any more. */
  recycle?(frame: Frame): void
}

/** Computes in the calling thread, which stands still meanwhile. */
export const callingThreadComputer: RowComputer = {
  parallel: 1,
  compute: ({ definition }, candles) => Promise.resolve(definition.compute(candles)),
}
