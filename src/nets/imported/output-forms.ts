/**
 * What the outputs of somebody else's net are. probabilities: one a class, which sum to one. logits: a softmax makes
 * probabilities of them. scores: numbers that thresholds act on as they are.
 */
export const OUTPUT_FORMS = ['probabilities', 'logits', 'scores'] as const
export type OutputForm = (typeof OUTPUT_FORMS)[number]
