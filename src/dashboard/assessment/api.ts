import type { Verdict } from '../../assessment/verdict/verdict.js'
import type { AssessedSet } from '../../assessment/view/assessment-view.js'

/**
 * What is asked for is described there: GET /api/assessment/matrix?classifier=&set=&lossMinutes= gives an AssessmentView, and with
 * &base=&buy=&sell= cell gives an AssessmentCell, trades an AssessedTrades (the filter: &only=&minGain=&maxGain=&minMinutes=
 * &maxMinutes=&month=2024-03, then &sort=-gain&offset=&limit=&number=), trades.csv the same without the page as a file, and
 * trade-marks TradeMarks for the bars of &chart=fil&first=&interval=&rows=. GET /api/assessment/scores?classifier=&set=&base= gives
 * AssessmentScores. GET /api/assessment/verdict?classifier=&set=&lossMinutes=&buy=&sell= gives a VerdictAnswer.
 */
export type * from '../../assessment/view/assessment-view.js'

/** A classifier that can be assessed, or why it cannot. */
export interface AssessableClassifier {
  readonly name: string
  readonly features: string
  readonly target: string
  readonly net: string
  readonly bases: readonly string[]
  /** Sets that have ranges, the one that is looked at first in front. */
  readonly sets: readonly AssessedSet[]
  /** Why it cannot be read; null where it can. */
  readonly error: string | null
}

/** GET /api/assessment/classifiers */
export interface AssessableClassifiers {
  readonly classifiers: readonly AssessableClassifier[]
}

/** How far the scoring of a set is; the topic `assessment` carries it too. */
export interface ScoringProgress {
  readonly classifier: string
  readonly set: AssessedSet
  readonly state: 'scoring' | 'ready' | 'failed'
  readonly task: string
  readonly done: number
  readonly total: number
  readonly unit: string
  /** One line, where it failed. */
  readonly error: string | null
}

/** An answer that may have to be waited for: it is asked for again when the topic `assessment` says that the set is scored. */
export type Scored<T> =
  | { readonly state: 'scoring'; readonly progress: ScoringProgress }
  | { readonly state: 'ready'; readonly value: T }

/** How far a task is; `total` 0 means that nobody knows. */
export interface TaskProgress {
  readonly task: string
  readonly done: number
  readonly total: number
  readonly unit: string
}

/** The verdict on a cell on all bases: until it is ready it is asked for again after a while. */
export type VerdictAnswer = Scored<Verdict> | { readonly state: 'computing'; readonly progress: TaskProgress }
