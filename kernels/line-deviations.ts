// AssemblyScript, compiled into src/indicators/line-deviations-wasm.ts by scripts/build-kernels.mjs.
//
// The spread of the points above and below regression lines: the same as the plain loop in src/indicators/line-deviations.ts, two
// points at a time, and whole blocks of points at once where they lie on one side of the line. Blocks are 16 points whose
// first ordinal is a multiple of 16, so that a window is added up in one order wherever the values begin.

/** Points in a block. */
const BLOCK: i32 = 16
/** Bytes of a value. */
const VALUE: i32 = 8
/** Below this many whole blocks, looking at every point is faster. */
const FEWEST_BLOCKS: i32 = 4

/**
 * For every row `i`, the window of values `i … i + window − 1` against its line: `slopes[i]` a value, `lasts[i]` at its end.
 * All but the numbers are addresses of f64 arrays; `phase` is the first value's ordinal modulo 16. `work` has room for four
 * numbers a block and, after these, for two integers for each block of a window and two more pairs.
 */
export function deviate(
  values: usize,
  slopes: usize,
  lasts: usize,
  above: usize,
  below: usize,
  work: usize,
  rows: i32,
  window: i32,
  phase: i32,
  margin: f64,
): void {
  const first = (BLOCK - phase) & (BLOCK - 1)
  const blocks = (rows + window - 1 - first) / BLOCK
  const lows = work
  const highs = lows + <usize>(blocks * VALUE)
  const means = highs + <usize>(blocks * VALUE)
  const squares = means + <usize>(blocks * VALUE)
  const segments = squares + <usize>(blocks * VALUE)
  summarize(values + <usize>(first * VALUE), blocks, lows, highs, means, squares)

  const half = <f64>(window - 1) / 2
  for (let row = 0; row < rows; row++) {
    const at = <usize>(row * VALUE)
    const slope = load<f64>(slopes + at)
    const mean = load<f64>(lasts + at) - slope * half
    const end = row + window
    const width = margin * abs(load<f64>(values + <usize>((end - 1) * VALUE)))
    /** The line at value `j` lies `slope * (j − middle)` above the mean. */
    const middle = <f64>row + half

    const slope2 = f64x2.splat(slope)
    const mean2 = f64x2.splat(mean)
    const upper = f64x2.splat(width)
    const lower = f64x2.splat(-width)
    let sumAbove = f64x2.splat(0)
    let sumBelow = f64x2.splat(0)
    let countAbove = i64x2.splat(0)
    let countBelow = i64x2.splat(0)

    let block = (row - first + BLOCK - 1) / BLOCK
    const endBlock = (end - first) / BLOCK
    let list = segments
    if (endBlock - block < FEWEST_BLOCKS) {
      store<i32>(list, row)
      store<i32>(list, window, 4)
      list += 8
    } else {
      const headEnd = first + block * BLOCK
      store<i32>(list, row)
      store<i32>(list, headEnd - row, 4)
      list += 8
      const reach = f64x2.splat((<f64>(BLOCK - 1) / 2) * abs(slope))
      const blockSize = f64x2.splat(<f64>BLOCK)
      const centre = <f64>headEnd + <f64>(BLOCK - 1) / 2 - middle
      let centres = f64x2(centre, centre + <f64>BLOCK)
      let addedAbove = i64x2.splat(0)
      let addedBelow = i64x2.splat(0)
      for (; block + 1 < endBlock; block += 2) {
        const offset = <usize>(block * VALUE)
        const line = f64x2.mul(slope2, centres)
        const low = f64x2.sub(v128.load(lows + offset), mean2)
        const high = f64x2.sub(v128.load(highs + offset), mean2)
        const isAbove = f64x2.gt(f64x2.sub(low, f64x2.add(line, reach)), upper)
        const isBelow = f64x2.lt(f64x2.sub(high, f64x2.sub(line, reach)), lower)
        const distance = f64x2.sub(v128.load(means + offset), mean2)
        const sum = f64x2.add(v128.load(squares + offset), f64x2.mul(blockSize, f64x2.mul(distance, distance)))
        sumAbove = f64x2.add(sumAbove, v128.and(sum, isAbove))
        sumBelow = f64x2.add(sumBelow, v128.and(sum, isBelow))
        addedAbove = i64x2.sub(addedAbove, isAbove)
        addedBelow = i64x2.sub(addedBelow, isBelow)
        centres = f64x2.add(centres, f64x2.splat(<f64>(2 * BLOCK)))
        // Blocks on both sides are opened below; noting them without a branch leaves nothing to mispredict.
        const whole = i64x2.bitmask(v128.or(isAbove, isBelow))
        const begin = first + block * BLOCK
        store<i32>(list, begin)
        store<i32>(list, BLOCK, 4)
        list += (<usize>((whole & 1) ^ 1)) << 3
        store<i32>(list, begin + BLOCK)
        store<i32>(list, BLOCK, 4)
        list += (<usize>((whole >> 1) ^ 1)) << 3
      }
      countAbove = i64x2.mul(addedAbove, i64x2.splat(<i64>BLOCK))
      countBelow = i64x2.mul(addedBelow, i64x2.splat(<i64>BLOCK))
      const tail = first + block * BLOCK
      store<i32>(list, tail)
      store<i32>(list, end - tail, 4)
      list += 8
    }

    for (let segment = segments; segment < list; segment += 8) {
      const begin = load<i32>(segment)
      const count = load<i32>(segment, 4)
      const place = <f64>begin - middle
      let places = f64x2(place, place + 1)
      let address = values + <usize>(begin * VALUE)
      const pairsEnd = address + <usize>((count & ~1) * VALUE)
      for (; address < pairsEnd; address += 2 * VALUE) {
        const distance = f64x2.sub(v128.load(address), mean2)
        const residual = f64x2.sub(distance, f64x2.mul(slope2, places))
        const isAbove = f64x2.gt(residual, upper)
        const isBelow = f64x2.lt(residual, lower)
        const square = f64x2.mul(distance, distance)
        sumAbove = f64x2.add(sumAbove, v128.and(square, isAbove))
        sumBelow = f64x2.add(sumBelow, v128.and(square, isBelow))
        countAbove = i64x2.sub(countAbove, isAbove)
        countBelow = i64x2.sub(countBelow, isBelow)
        places = f64x2.add(places, f64x2.splat(2))
      }
      if (count & 1) {
        const distance = load<f64>(address) - mean
        const residual = distance - slope * f64x2.extract_lane(places, 0)
        if (residual > width) {
          sumAbove = f64x2.add(sumAbove, f64x2(distance * distance, 0))
          countAbove = i64x2.add(countAbove, i64x2(1, 0))
        } else if (residual < -width) {
          sumBelow = f64x2.add(sumBelow, f64x2(distance * distance, 0))
          countBelow = i64x2.add(countBelow, i64x2(1, 0))
        }
      }
    }
    store<f64>(above + at, rootMean(sumAbove, countAbove))
    store<f64>(below + at, rootMean(sumBelow, countBelow))
  }
}

function rootMean(sums: v128, counts: v128): f64 {
  const count = i64x2.extract_lane(counts, 0) + i64x2.extract_lane(counts, 1)
  const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)
  return count === 0 ? 0 : sqrt(sum / <f64>count)
}

/** Least and greatest value, mean, and sum of squared distances from the mean, of each block. */
function summarize(values: usize, blocks: i32, lows: usize, highs: usize, means: usize, squares: usize): void {
  for (let block = 0; block < blocks; block++) {
    const begin = values + <usize>(block * BLOCK * VALUE)
    const end = begin + <usize>(BLOCK * VALUE)
    const reference = f64x2.splat(load<f64>(begin))
    let low = v128.load(begin)
    let high = low
    let sum = f64x2.splat(0)
    for (let address = begin; address < end; address += 2 * VALUE) {
      const pair = v128.load(address)
      low = f64x2.min(low, pair)
      high = f64x2.max(high, pair)
      sum = f64x2.add(sum, f64x2.sub(pair, reference))
    }
    const mean = load<f64>(begin) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)) / <f64>BLOCK
    let square = f64x2.splat(0)
    for (let address = begin; address < end; address += 2 * VALUE) {
      const distance = f64x2.sub(v128.load(address), f64x2.splat(mean))
      square = f64x2.add(square, f64x2.mul(distance, distance))
    }
    const at = <usize>(block * VALUE)
    store<f64>(lows + at, min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1)))
    store<f64>(highs + at, max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1)))
    store<f64>(means + at, mean)
    store<f64>(squares + at, f64x2.extract_lane(square, 0) + f64x2.extract_lane(square, 1))
  }
}
