// What a training's table tells the kernel; part of kernels/dense-steps.ts.

export const VALUE: usize = 4

// Words of a net's table; src/nets/wasm/step-memory.ts writes them. Addresses, but for those said to be in the scratch memory.
export const FEATURES: usize = 0
export const LABELS: usize = 4
export const CLASS_WEIGHTS: usize = 8
/** 0 where rows have none. */
export const SAMPLE_WEIGHTS: usize = 12
/** Values of a row of features, without padding. */
export const WIDTH: usize = 16
export const CLASSES: usize = 20
export const LAYERS: usize = 24
/** Target of the right class and of the others. */
export const HIGH: usize = 28
export const LOW: usize = 32
/** One over the rows of a batch. */
export const SHARE: usize = 36
/** In scratch: the classes and the weights of a block's rows, and room for four rows of scores. */
export const CHOSEN: usize = 40
export const FACTORS: usize = 44
export const SCORES: usize = 48
/** Minutes of a row's window where a recurrence comes before the dense layers, which then are the third and so on; else 0. */
export const MINUTES: usize = 52
/** In scratch: derivatives by the recurrence's state. */
export const STATE_DELTA: usize = 56
export const HEAD: usize = 64

// Words of a layer; the layers follow the head.
export const INPUTS: usize = 0
export const UNITS: usize = 4
/** [inputs, units], then biases [units]. */
export const WEIGHTS: usize = 8
/** [units, inputs] */
export const TURNED: usize = 12
/** The pool of dropout masks; 0 where nothing drops out. */
export const MASKS: usize = 16
/** Position of the mask among those of the net. */
export const MASK: usize = 20
/** What a mask multiplies by where it keeps. */
export const KEPT: usize = 24
/** 1: relu, 0: linear. */
export const RELU: usize = 28
/** In scratch: inputs, outputs, and derivatives by the outputs before relu and mask. */
export const INPUT: usize = 32
export const OUTPUT: usize = 36
export const DELTA: usize = 40
/** Bytes from the beginning of all gradients. */
export const GRADIENT: usize = 44
export const LAYER: usize = 48
