import type {
  AssessableClassifiers,
  AssessedSet,
  AssessedTrades,
  AssessmentCell,
  AssessmentMatrix,
  AssessmentScores,
  Scored,
  ScoringProgress,
  Thresholds,
} from './api.js'

/** One of a classifier's own sets. */
export interface SetQuery {
  readonly classifier: string
  readonly set: AssessedSet
}

export interface BaseQuery extends SetQuery {
  /** Left out: all bases. */
  readonly base?: string | undefined
}

export interface CellQuery extends BaseQuery {
  readonly cell: Thresholds
}

export interface TradesQuery extends CellQuery {
  readonly offset: number
  readonly limit: number
}

/**
 * Figures of the classifiers of a workspace. A set is scored when it is first asked for, and kept until classifier, candles or
 * definitions change. Methods throw NotFoundError for a classifier that is gone, UserError for what cannot be scored.
 */
export interface AssessmentSource {
  classifiers(): Promise<AssessableClassifiers>
  matrix(query: SetQuery): Promise<Scored<AssessmentMatrix>>
  cell(query: CellQuery): Promise<Scored<AssessmentCell>>
  trades(query: TradesQuery): Promise<Scored<AssessedTrades>>
  scores(query: BaseQuery): Promise<Scored<AssessmentScores>>
  /** Whoever is told how scoring goes. */
  onProgress(listener: (progress: ScoringProgress) => void): void
  close(): Promise<void>
}
