/**
 * What the outputs of a model of another program are. probabilities: one a class, which sum to one. logits: a softmax makes
 * probabilities of them. scores: numbers that thresholds act on as they are.
 */
export const OUTPUT_FORMS = ['probabilities', 'logits', 'scores'] as const
export type OutputForm = (typeof OUTPUT_FORMS)[number]

/** What a model of another program has to fit, and what its user knows about it. */
export interface ModelRequirements {
  /** Name of the file, for messages. */
  readonly label: string
  /** The feature set's id, and the names of all its inputs in order. */
  readonly features: string
  readonly inputs: readonly string[]
  readonly classes: readonly string[]
  /** The net's own inputs by name, in its order; default: those of the set. */
  readonly columns?: readonly string[] | undefined
  /** The net's classes by name, in its order; default: as the file says, else those of the target. */
  readonly classOrder?: readonly string[] | undefined
  /** Name of the output to take where there are several. */
  readonly output?: string | undefined
  /** What the output is; default: what it looks like on real rows. */
  readonly outputForm?: OutputForm | undefined
  /** Minutes that the net looks at, where the file does not say. */
  readonly window?: number | undefined
}
