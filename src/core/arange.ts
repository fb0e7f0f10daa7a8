import { fillFrom } from './fill-from.js'

/** 0, 1, 2, … */
export function arange(length: number): Int32Array {
  return fillFrom(new Int32Array(length), (position) => position)
}
