/** Which numbers an option may have. */
export interface OptionRange {
  /** The least one. */
  readonly from?: number
  /** Only beyond this one. */
  readonly above?: number
  /** Only below this one. */
  readonly below?: number
}

/** Throws RangeError naming option and value unless it is a whole number from `least` on. */
export function requireWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new RangeError(`${name} is ${value}: expected a whole number, at least ${least}`)
}

/** Throws RangeError naming option and value unless it is a finite number in the range. */
export function requireNumber(name: string, value: number, range: OptionRange): void {
  const { from = -Infinity, above = -Infinity, below = Infinity } = range
  if (Number.isFinite(value) && value >= from && value > above && value < below) return
  throw new RangeError(`${name} is ${value}: expected a number${textOf(range)}`)
}

function textOf({ from, above, below }: OptionRange): string {
  const limits = [
    from === undefined ? [] : `at least ${from}`,
    above === undefined ? [] : `above ${above}`,
    below === undefined ? [] : `below ${below}`,
  ].flat()
  return limits.length === 0 ? '' : `, ${limits.join(' and ')}`
}
