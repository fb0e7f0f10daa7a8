/** Which numbers an option may have. */
export interface OptionRange {
  /** The smallest one. */
  readonly min?: number
  /** Only beyond this one. */
  readonly above?: number
  /** Only below this one. */
  readonly below?: number
}

/** Throws RangeError naming option and value unless it is a whole number, at least `min`. */
export function requireInteger(name: string, value: number, min: number): void {
  if (Number.isSafeInteger(value) && value >= min) return
  throw new RangeError(`${name} is ${value}: expected a whole number, at least ${min}`)
}

/** Throws RangeError naming option and value unless it is a finite number in the range. */
export function requireNumber(name: string, value: number, range: OptionRange): void {
  const { min = -Infinity, above = -Infinity, below = Infinity } = range
  if (Number.isFinite(value) && value >= min && value > above && value < below) return
  throw new RangeError(`${name} is ${value}: expected a number${textOf(range)}`)
}

function textOf({ min, above, below }: OptionRange): string {
  const limits = [
    min === undefined ? [] : `at least ${min}`,
    above === undefined ? [] : `above ${above}`,
    below === undefined ? [] : `below ${below}`,
  ].flat()
  return limits.length === 0 ? '' : `, ${limits.join(' and ')}`
}
