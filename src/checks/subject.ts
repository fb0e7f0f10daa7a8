import { selectCandleColumns, type Candles } from '../core/candles.js'
import type { Definition } from '../definitions/definition.js'
import type { Frame } from '../core/frame.js'
import { columnHistory, type FeatureSet } from '../features/feature-set.js'
import { featureFrameError } from '../features/user-feature-set.js'
import { targetFrameError } from '../targets/user-target.js'
import type { Target } from '../targets/target.js'

export const SUBJECT_KINDS = ['features', 'targets', 'events'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** A definition as the checks see it: what it may read around a row, and how a row comes about. */
export interface Subject {
  readonly kind: SubjectKind
  readonly id: string
  /** The feature set, where it is one: its lags are checked too. */
  readonly featureSet?: FeatureSet
  /** Declared candles before a row, lags included. */
  readonly history: number
  /** Candles before a row that `compute` itself reads. */
  readonly reach: number
  /** Candles after a row that it may read. */
  readonly horizon: number
  /** Other bases whose candles it reads. */
  readonly needs: readonly string[]
  readonly compute: (candles: Candles) => Frame
  /** Describes in what a frame is not as declared; undefined where it is. */
  readonly frameError: (frame: Frame, candles: Candles) => string | undefined
}

export function featureSubject(set: FeatureSet): Subject {
  return {
    kind: 'features',
    id: set.id,
    featureSet: set,
    history: set.history,
    reach: columnHistory(set),
    horizon: 0,
    needs: set.needs ?? [],
    compute: (candles) => set.compute(readBy(set, candles)),
    frameError: (frame, candles) => featureFrameError(set, frame, candles),
  }
}

export function targetSubject(target: Target): Subject {
  return {
    kind: 'targets',
    id: target.id,
    history: target.history,
    reach: target.history,
    horizon: target.horizon,
    needs: target.needs ?? [],
    compute: (candles) => target.compute(readBy(target, candles)),
    frameError: (frame, candles) => targetFrameError(target, frame, candles),
  }
}

/** The candles that the store would hand over: only the columns that a definition declares, if it declares them. */
function readBy({ reads, needs = [] }: Pick<Definition, 'reads' | 'needs'>, candles: Candles): Candles {
  return reads && needs.length === 0 ? selectCandleColumns(candles, reads) : candles
}

/** Rows from the first on whose whole horizon lies inside `candles`: the others are not final. */
export function countFinalRows({ reach, horizon }: Pick<Subject, 'reach' | 'horizon'>, candles: Candles): number {
  return Math.max(0, candles.grid.rows - reach - horizon)
}
