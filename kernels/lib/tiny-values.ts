// Values too small to count become zeros; part of kernels/dense-steps.ts. The rule and its reason stand in src/nets/onnx/tiny-values.ts.

const TINY: f32 = 1e-18
/** The least mean square of a gradient. */
export const TINY_SQUARE: f32 = 1e-36

/** The value, or 0 where it is tiny. What is not a number stays so. */
export function withoutTiny(value: v128): v128 {
  return v128.andnot(value, f32x4.lt(f32x4.abs(value), f32x4.splat(TINY)))
}
