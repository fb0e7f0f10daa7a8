import { filledWith } from './filled-with.js'

/** 0, 1, 2, … */
export function countUp(length: number): Int32Array {
  return filledWith(new Int32Array(length), (position) => position)
}
