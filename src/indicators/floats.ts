/** A column of floating point numbers: in Float32 each value is rounded once, at the end. */
export type Floats = Float64Array | Float32Array
