import type { Rng } from '../../core/rng.js'

/** One base's rows in the order of time: the bin of a column and the class of the label at each. */
export interface BinnedLabels {
  readonly bins: Uint8Array
  readonly labels: Uint8Array
}

export interface MutualInformationOptions {
  readonly bins: number
  readonly classes: number
  /** How often the labels are shifted for the comparison. */
  readonly shifts: number
  readonly rng: Rng
}

/** What knowing a column's bin tells about the label, in bits. */
export interface MutualInformation {
  /** What is left after the baseline; 0 where more than one in a hundred shifts did at least as well: noise. */
  readonly bits: number
  /** The mutual information of the counts as they are: never below zero, and above it for noise too. */
  readonly plugIn: number
  /** Mean over the shifts: what chance alone makes of this column with these labels. */
  readonly baseline: number
  /** Share of the shifts, the rows as they are counted with them, that did at least as well. */
  readonly chance: number
}

/** `bits` are 0 where `chance` is above this. */
const MAX_CHANCE = 0.01

/**
 * Mutual information of a column and the labels, over all bases together. The baseline turns each base's labels around by a
 * random part of their time, at least a twentieth: neighbouring minutes stay together in it, so that a slow column, which
 * seems to know much of any slow label, is compared with itself. Shuffled rows, or a formula for the bias, would take its
 * rows for independent.
 */
export function mutualInformation(
  series: readonly BinnedLabels[],
  { bins, classes, shifts, rng }: MutualInformationOptions,
): MutualInformation {
  const table = new Float64Array(bins * classes)
  const counted = (shiftOf: (rows: number) => number): number => {
    table.fill(0)
    for (const one of series) countShifted(table, one, classes, shiftOf(one.labels.length))
    return mutualInformationOf(table, bins, classes)
  }
  const plugIn = counted(() => 0)
  let sum = 0
  let asGood = 0
  for (let shift = 0; shift < shifts; shift++) {
    const value = counted((rows) => randomShift(rows, rng))
    sum += value
    if (value >= plugIn) asGood++
  }
  const baseline = shifts > 0 ? sum / shifts : 0
  const chance = (asGood + 1) / (shifts + 1)
  return { bits: chance > MAX_CHANCE ? 0 : Math.max(0, plugIn - baseline), plugIn, baseline, chance }
}

function randomShift(rows: number, rng: Rng): number {
  const minShift = Math.ceil(rows / 20)
  const room = rows - 2 * minShift
  return room > 0 ? minShift + rng.below(room + 1) : Math.floor(rows / 2)
}

/** Adds the row pairs of bins and of labels `shift` rows further on, around the end. */
function countShifted(table: Float64Array, { bins, labels }: BinnedLabels, classes: number, shift: number): void {
  const turn = bins.length - shift
  countPairs(table, bins.subarray(0, turn), labels.subarray(shift), classes)
  countPairs(table, bins.subarray(turn), labels.subarray(0, shift), classes)
}

function countPairs(table: Float64Array, bins: Uint8Array, labels: Uint8Array, classes: number): void {
  for (let row = 0; row < bins.length; row++) {
    const cell = (bins[row] ?? 0) * classes + (labels[row] ?? 0)
    table[cell] = (table[cell] ?? 0) + 1
  }
}

/** Mutual information in bits of a table of counts, row-major `[bin][class]`. */
export function mutualInformationOf(table: Float64Array, bins: number, classes: number): number {
  const rowSums = new Float64Array(bins)
  const columnSums = new Float64Array(classes)
  let total = 0
  table.forEach((count, cell) => {
    const [bin, label] = [Math.floor(cell / classes), cell % classes]
    rowSums[bin] = (rowSums[bin] ?? 0) + count
    columnSums[label] = (columnSums[label] ?? 0) + count
    total += count
  })
  let sum = 0
  table.forEach((count, cell) => {
    if (count === 0) return
    const independent = (rowSums[Math.floor(cell / classes)] ?? 0) * (columnSums[cell % classes] ?? 0)
    sum += count * Math.log2((count * total) / independent)
  })
  return total > 0 ? Math.max(0, sum / total) : 0
}

/** Entropy in bits of the classes' counts: the most that any column can tell. */
export function entropy(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.reduce((sum, count) => (count > 0 ? sum - (count / total) * Math.log2(count / total) : sum), 0)
}
