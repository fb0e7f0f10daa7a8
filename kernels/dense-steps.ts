// AssemblyScript, compiled into src/nets/wasm/dense-steps-wasm.ts by scripts/build-kernels.mjs.
//
// Training steps of nets of dense layers. A slice is a part of a batch: its rows are gathered, and go forward and back in
// blocks that stay in the first cache. All widths are padded with zeros to multiples of four: padded weights have zero
// gradients and stay zero. Every sum has one order, whoever computes it.

const VALUE: usize = 4
/** Rows in a block; the scratch memory of src/nets/wasm/step-layout.ts has room for so many. */
const BLOCK: i32 = 64

// Words of a net's table; src/nets/wasm/step-table.ts writes them. Addresses, but for those said to be in the scratch memory.
const FEATURES: usize = 0
const LABELS: usize = 4
const CLASS_WEIGHTS: usize = 8
/** 0 where rows have none. */
const SAMPLE_WEIGHTS: usize = 12
/** Values of a row of features, without padding. */
const WIDTH: usize = 16
const CLASSES: usize = 20
const LAYERS: usize = 24
/** Target of the right class and of the others. */
const HIGH: usize = 28
const LOW: usize = 32
/** One over the rows of a batch. */
const SHARE: usize = 36
/** In scratch: the classes and the weights of a block's rows, and room for four rows of scores. */
const CHOSEN: usize = 40
const FACTORS: usize = 44
const SCORES: usize = 48
const HEAD: usize = 64

// Words of a layer; the layers follow the head.
const INPUTS: usize = 0
const UNITS: usize = 4
/** [inputs, units], then biases [units]. */
const WEIGHTS: usize = 8
/** [units, inputs] */
const TURNED: usize = 12
/** The pool of dropout masks; 0 where nothing drops out. */
const MASKS: usize = 16
/** Position of the mask among those of the net. */
const MASK: usize = 20
/** What a mask multiplies by where it keeps. */
const KEPT: usize = 24
/** 1: relu, 0: linear. */
const RELU: usize = 28
/** In scratch: inputs, outputs, and derivatives by the outputs before relu and mask. */
const INPUT: usize = 32
const OUTPUT: usize = 36
const DELTA: usize = 40
/** Bytes from the beginning of all gradients. */
const GRADIENT: usize = 44
const LAYER: usize = 48

/**
 * The gradient of a slice of `count` rows, divided by the rows of the whole batch, into `gradient`; its summed loss as the
 * result. `rows` are the indices of its rows, `masks` the first rows of the step in the pools, `before` the rows of the batch
 * before the slice.
 */
export function slice(
  table: usize,
  scratch: usize,
  rows: usize,
  count: i32,
  masks: usize,
  before: i32,
  gradient: usize,
): f64 {
  const layers = load<i32>(table, LAYERS)
  const first = table + HEAD
  const last = first + <usize>(layers - 1) * LAYER
  let loss: f64 = 0
  for (let begin = 0; begin < count; begin += BLOCK) {
    const size = min(BLOCK, count - begin)
    const padded = (size + 3) & ~3
    gather(table, scratch, rows + <usize>begin * VALUE, size, padded)
    for (let layer = first; layer <= last; layer += LAYER) forward(layer, scratch, padded, masks, before + begin)
    loss += crossEntropy(table, last, scratch, padded)
    for (let layer = last; layer >= first; layer -= LAYER) {
      weightGradient(layer, scratch, padded, gradient, begin === 0)
      if (layer > first) backward(layer, scratch, padded)
    }
  }
  return loss
}

/**
 * One step of Adam on `bytes` of weights, by the sum of the gradients of all slices, which lie one after the other; afterwards
 * the turned weights are renewed.
 */
export function update(
  table: usize,
  weights: usize,
  m: usize,
  v: usize,
  gradient: usize,
  bytes: usize,
  slices: i32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  rate: f32,
  decay: f32,
): void {
  const end = gradient + <usize>slices * bytes
  for (let at: usize = 0; at < bytes; at += 16) {
    let sum = v128.load(gradient + at)
    for (let from = gradient + bytes + at; from < end; from += bytes) sum = f32x4.add(sum, v128.load(from))
    const nextM = f32x4.add(f32x4.mul(v128.load(m + at), f32x4.splat(beta1)), sum)
    const nextV = f32x4.add(f32x4.mul(v128.load(v + at), f32x4.splat(beta2)), f32x4.mul(sum, sum))
    v128.store(m + at, nextM)
    v128.store(v + at, nextV)
    const old = v128.load(weights + at)
    const kept = f32x4.sub(old, f32x4.mul(old, f32x4.splat(decay)))
    const spread = f32x4.add(f32x4.sqrt(nextV), f32x4.splat(epsilon))
    v128.store(weights + at, f32x4.sub(kept, f32x4.mul(f32x4.div(nextM, spread), f32x4.splat(rate))))
  }
  turn(table)
}

/** Writes the weights of all layers but the first once more, turned: the way back reads them so. */
export function turn(table: usize): void {
  const end = table + HEAD + <usize>load<i32>(table, LAYERS) * LAYER
  for (let layer = table + HEAD + LAYER; layer < end; layer += LAYER) {
    const inputs = <usize>load<i32>(layer, INPUTS) * VALUE
    const units = <usize>load<i32>(layer, UNITS) * VALUE
    const weights = <usize>load<u32>(layer, WEIGHTS)
    const turned = <usize>load<u32>(layer, TURNED)
    for (let i: usize = 0; i < inputs; i += 16) {
      for (let o: usize = 0; o < units; o += 16) {
        turnTile(weights + (i >> 2) * units + o, units, turned + (o >> 2) * inputs + i, inputs)
      }
    }
  }
}

/** Turns four rows of four values. */
function turnTile(from: usize, fromRow: usize, to: usize, toRow: usize): void {
  const a = v128.load(from)
  const b = v128.load(from + fromRow)
  const c = v128.load(from + 2 * fromRow)
  const d = v128.load(from + 3 * fromRow)
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
  v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2))
  v128.store(to + toRow, v128.shuffle<f64>(ab, cd, 1, 3))
  const lateAB = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
  const lateCD = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
  v128.store(to + 2 * toRow, v128.shuffle<f64>(lateAB, lateCD, 0, 2))
  v128.store(to + 3 * toRow, v128.shuffle<f64>(lateAB, lateCD, 1, 3))
}

/** Copies the rows of a block, their classes and weights; rows beyond `size` become zeros that count nothing. */
function gather(table: usize, scratch: usize, rows: usize, size: i32, padded: i32): void {
  const features = <usize>load<u32>(table, FEATURES)
  const width = <usize>load<i32>(table, WIDTH) * VALUE
  const whole = width & ~15
  const stride = (width + 15) & ~15
  const labels = <usize>load<u32>(table, LABELS)
  const classWeights = <usize>load<u32>(table, CLASS_WEIGHTS)
  const sampleWeights = <usize>load<u32>(table, SAMPLE_WEIGHTS)
  const chosen = scratch + load<u32>(table, CHOSEN)
  const factors = scratch + load<u32>(table, FACTORS)
  let to = scratch + load<u32>(table + HEAD, INPUT)
  for (let n = 0; n < size; n++) {
    const row = <usize>load<u32>(rows + <usize>n * VALUE)
    const from = features + row * width
    let at: usize = 0
    for (; at < whole; at += 16) v128.store(to + at, v128.load(from + at))
    for (; at < width; at += VALUE) store<f32>(to + at, load<f32>(from + at))
    to += stride
    const label = load<u8>(labels + row)
    let factor = load<f32>(classWeights + <usize>label * VALUE)
    if (sampleWeights) factor *= load<f32>(sampleWeights + row * VALUE)
    store<i32>(chosen + <usize>n * VALUE, label)
    store<f32>(factors + <usize>n * VALUE, factor)
  }
  for (let n = size; n < padded; n++) {
    memory.fill(to, 0, stride)
    to += stride
    store<i32>(chosen + <usize>n * VALUE, 0)
    store<f32>(factors + <usize>n * VALUE, 0)
  }
}

function forward(layer: usize, scratch: usize, rows: i32, masks: usize, before: i32): void {
  const inputs = load<i32>(layer, INPUTS)
  const units = load<i32>(layer, UNITS)
  const weights = <usize>load<u32>(layer, WEIGHTS)
  const biases = weights + <usize>(inputs * units) * VALUE
  const input = scratch + load<u32>(layer, INPUT)
  const output = scratch + load<u32>(layer, OUTPUT)
  const pool = <usize>load<u32>(layer, MASKS)
  if (pool) {
    const from = load<i32>(masks + <usize>load<i32>(layer, MASK) * VALUE) + before
    product<Masked>(rows, inputs, units, input, weights, biases, output, pool + <usize>(from * units) * VALUE, 1)
  } else if (load<i32>(layer, RELU)) {
    product<Relued>(rows, inputs, units, input, weights, biases, output, 0, 1)
  } else {
    product<Plain>(rows, inputs, units, input, weights, biases, output, 0, 1)
  }
}

/** The derivatives by the outputs of the layer below. Where an output is 0, relu or its mask let nothing through. */
function backward(layer: usize, scratch: usize, rows: i32): void {
  const inputs = load<i32>(layer, INPUTS)
  const units = load<i32>(layer, UNITS)
  const below = layer - LAYER
  const turned = <usize>load<u32>(layer, TURNED)
  const delta = scratch + load<u32>(layer, DELTA)
  const result = scratch + load<u32>(below, DELTA)
  if (load<i32>(below, RELU)) {
    const outputs = scratch + load<u32>(layer, INPUT)
    product<Gated>(rows, units, inputs, delta, turned, 0, result, outputs, load<f32>(below, KEPT))
  } else {
    product<Plain>(rows, units, inputs, delta, turned, 0, result, 0, 1)
  }
}

// What becomes of a product. Types, so that each has loops of its own: which one it is, is known when they are compiled.
type Plain = i8
type Relued = i16
type Masked = i32
type Gated = i64

/** Four values of a result; pmax keeps what is not a number. */
function finished<Kind>(value: v128, beside: usize, factor: v128): v128 {
  if (sizeof<Kind>() === sizeof<Relued>()) return f32x4.pmax(value, f32x4.splat(0))
  if (sizeof<Kind>() === sizeof<Masked>()) return f32x4.mul(f32x4.pmax(value, f32x4.splat(0)), v128.load(beside))
  if (sizeof<Kind>() === sizeof<Gated>())
    return v128.and(f32x4.mul(value, factor), f32x4.gt(v128.load(beside), f32x4.splat(0)))
  return value
}

/** `sum` + `a` · `b`, rounded once where the processor can: the bits are those of a type of processor. */
function plus(sum: v128, a: v128, b: v128): v128 {
  return f32x4.relaxed_madd(a, b, sum)
}

/**
 * y [rows, O] = start [O] (0: zeros) + x [rows, I] · w [I, O], then what `Kind` says with `beside` and `factor`.
 * Rows are a multiple of four. Four rows by eight columns stay in registers, which they would not if the loop were unrolled here:
 * the compiler moves all loads of a turn to its beginning.
 */
function product<Kind>(
  rows: i32,
  I: i32,
  O: i32,
  x: usize,
  w: usize,
  start: usize,
  y: usize,
  beside: usize,
  factor: f32,
): void {
  const xRow = <usize>I * VALUE
  const yRow = <usize>O * VALUE
  const factors = f32x4.splat(factor)
  const end = x + <usize>rows * xRow
  let column: usize = 0
  for (; column + 32 <= yRow; column += 32) {
    let begin0 = f32x4.splat(0)
    let begin1 = begin0
    if (start) {
      begin0 = v128.load(start + column)
      begin1 = v128.load(start + column, 16)
    }
    let to = y + column
    let other = beside + column
    for (let x0 = x; x0 < end;) {
      let x1 = x0 + xRow
      let x2 = x1 + xRow
      let x3 = x2 + xRow
      const stop = x1
      let a0 = begin0
      let a1 = begin1
      let b0 = begin0
      let b1 = begin1
      let c0 = begin0
      let c1 = begin1
      let d0 = begin0
      let d1 = begin1
      let from = w + column
      do {
        const w0 = v128.load(from)
        const w1 = v128.load(from, 16)
        let s = v128.load32_splat(x0)
        a0 = plus(a0, s, w0)
        a1 = plus(a1, s, w1)
        s = v128.load32_splat(x1)
        b0 = plus(b0, s, w0)
        b1 = plus(b1, s, w1)
        s = v128.load32_splat(x2)
        c0 = plus(c0, s, w0)
        c1 = plus(c1, s, w1)
        s = v128.load32_splat(x3)
        d0 = plus(d0, s, w0)
        d1 = plus(d1, s, w1)
        from += yRow
        x0 += 4
        x1 += 4
        x2 += 4
        x3 += 4
      } while (x0 < stop)
      x0 = x3
      v128.store(to, finished<Kind>(a0, other, factors))
      v128.store(to, finished<Kind>(a1, other + 16, factors), 16)
      to += yRow
      other += yRow
      v128.store(to, finished<Kind>(b0, other, factors))
      v128.store(to, finished<Kind>(b1, other + 16, factors), 16)
      to += yRow
      other += yRow
      v128.store(to, finished<Kind>(c0, other, factors))
      v128.store(to, finished<Kind>(c1, other + 16, factors), 16)
      to += yRow
      other += yRow
      v128.store(to, finished<Kind>(d0, other, factors))
      v128.store(to, finished<Kind>(d1, other + 16, factors), 16)
      to += yRow
      other += yRow
    }
  }
  if (column < yRow)
    narrowProduct<Kind>(
      xRow,
      yRow,
      x,
      end,
      w + column,
      start ? start + column : 0,
      y + column,
      beside + column,
      factors,
    )
}

/** The same for four columns: four rows, with two sums each, so that no addition waits for the one before. */
function narrowProduct<Kind>(
  xRow: usize,
  yRow: usize,
  x: usize,
  end: usize,
  w: usize,
  start: usize,
  y: usize,
  beside: usize,
  factors: v128,
): void {
  let begin = f32x4.splat(0)
  if (start) begin = v128.load(start)
  for (let x0 = x; x0 < end;) {
    let x1 = x0 + xRow
    let x2 = x1 + xRow
    let x3 = x2 + xRow
    const stop = x1
    let a0 = begin
    let b0 = begin
    let c0 = begin
    let d0 = begin
    let a1 = f32x4.splat(0)
    let b1 = a1
    let c1 = a1
    let d1 = a1
    let from = w
    do {
      let w0 = v128.load(from)
      a0 = plus(a0, v128.load32_splat(x0), w0)
      b0 = plus(b0, v128.load32_splat(x1), w0)
      c0 = plus(c0, v128.load32_splat(x2), w0)
      d0 = plus(d0, v128.load32_splat(x3), w0)
      from += yRow
      w0 = v128.load(from)
      a1 = plus(a1, v128.load32_splat(x0, 4), w0)
      b1 = plus(b1, v128.load32_splat(x1, 4), w0)
      c1 = plus(c1, v128.load32_splat(x2, 4), w0)
      d1 = plus(d1, v128.load32_splat(x3, 4), w0)
      from += yRow
      x0 += 8
      x1 += 8
      x2 += 8
      x3 += 8
    } while (x0 < stop)
    x0 = x3
    v128.store(y, finished<Kind>(f32x4.add(a0, a1), beside, factors))
    y += yRow
    beside += yRow
    v128.store(y, finished<Kind>(f32x4.add(b0, b1), beside, factors))
    y += yRow
    beside += yRow
    v128.store(y, finished<Kind>(f32x4.add(c0, c1), beside, factors))
    y += yRow
    beside += yRow
    v128.store(y, finished<Kind>(f32x4.add(d0, d1), beside, factors))
    y += yRow
    beside += yRow
  }
}

function put(address: usize, value: v128, anew: bool): void {
  v128.store(address, anew ? value : f32x4.add(v128.load(address), value))
}

/** x' · d [inputs, units] and the columns' sums of d [units]: set if `anew`, else added to what is there. */
function weightGradient(layer: usize, scratch: usize, rows: i32, gradients: usize, anew: bool): void {
  const xRow = <usize>load<i32>(layer, INPUTS) * VALUE
  const dRow = <usize>load<i32>(layer, UNITS) * VALUE
  const x = scratch + load<u32>(layer, INPUT)
  const d = scratch + load<u32>(layer, DELTA)
  const gradient = gradients + load<u32>(layer, GRADIENT)
  const end = d + <usize>rows * dRow
  let column: usize = 0
  for (; column + 32 <= dRow; column += 32) {
    let to = gradient + column
    for (let input: usize = 0; input < xRow; input += 16) {
      let a0 = f32x4.splat(0)
      let a1 = a0
      let b0 = a0
      let b1 = a0
      let c0 = a0
      let c1 = a0
      let d0 = a0
      let d1 = a0
      let beside = x + input
      for (let from = d + column; from < end; from += dRow) {
        const left = v128.load(from)
        const right = v128.load(from, 16)
        let s = v128.load32_splat(beside)
        a0 = plus(a0, s, left)
        a1 = plus(a1, s, right)
        s = v128.load32_splat(beside, 4)
        b0 = plus(b0, s, left)
        b1 = plus(b1, s, right)
        s = v128.load32_splat(beside, 8)
        c0 = plus(c0, s, left)
        c1 = plus(c1, s, right)
        s = v128.load32_splat(beside, 12)
        d0 = plus(d0, s, left)
        d1 = plus(d1, s, right)
        beside += xRow
      }
      put(to, a0, anew)
      put(to + 16, a1, anew)
      to += dRow
      put(to, b0, anew)
      put(to + 16, b1, anew)
      to += dRow
      put(to, c0, anew)
      put(to + 16, c1, anew)
      to += dRow
      put(to, d0, anew)
      put(to + 16, d1, anew)
      to += dRow
    }
    let sum0 = f32x4.splat(0)
    let sum1 = sum0
    for (let from = d + column; from < end; from += dRow) {
      sum0 = f32x4.add(sum0, v128.load(from))
      sum1 = f32x4.add(sum1, v128.load(from, 16))
    }
    put(to, sum0, anew)
    put(to + 16, sum1, anew)
  }
  if (column < dRow) narrowGradient(xRow, dRow, x, d + column, end, gradient + column, anew)
}

/** The same for four columns. */
function narrowGradient(xRow: usize, dRow: usize, x: usize, d: usize, end: usize, to: usize, anew: bool): void {
  for (let input: usize = 0; input < xRow; input += 16) {
    let a = f32x4.splat(0)
    let b = a
    let c = a
    let e = a
    let beside = x + input
    for (let from = d; from < end; from += dRow) {
      const left = v128.load(from)
      a = plus(a, v128.load32_splat(beside), left)
      b = plus(b, v128.load32_splat(beside, 4), left)
      c = plus(c, v128.load32_splat(beside, 8), left)
      e = plus(e, v128.load32_splat(beside, 12), left)
      beside += xRow
    }
    put(to, a, anew)
    to += dRow
    put(to, b, anew)
    to += dRow
    put(to, c, anew)
    to += dRow
    put(to, e, anew)
    to += dRow
  }
  let sum = f32x4.splat(0)
  for (let from = d; from < end; from += dRow) sum = f32x4.add(sum, v128.load(from))
  put(to, sum, anew)
}

/**
 * Softmax and cross-entropy of the last layer's outputs: writes the derivatives, divided by the rows of the batch, and gives
 * the summed loss. Four rows at a time, one in each lane.
 */
function crossEntropy(table: usize, layer: usize, scratch: usize, rows: i32): f64 {
  const classes = load<i32>(table, CLASSES)
  const row = <usize>load<i32>(layer, UNITS) * VALUE
  const scores = scratch + load<u32>(table, SCORES)
  const share = f32x4.splat(load<f32>(table, SHARE))
  let chosen = scratch + load<u32>(table, CHOSEN)
  let factors = scratch + load<u32>(table, FACTORS)
  let from = scratch + load<u32>(layer, OUTPUT)
  let to = scratch + load<u32>(layer, DELTA)
  let loss = f64x2.splat(0)
  for (let n = 0; n < rows; n += 4) {
    const label = v128.load(chosen)
    const factor = v128.load(factors)
    const terms = f32x4.mul(softmaxOfFour(table, from, row, scores, classes, label), factor)
    loss = f64x2.add(loss, f64x2.promote_low_f32x4(terms))
    loss = f64x2.add(loss, f64x2.promote_low_f32x4(v128.shuffle<f64>(terms, terms, 1, 1)))
    const shared = f32x4.mul(factor, share)
    for (let k = 0; k < classes; k++) {
      const difference = f32x4.sub(v128.load(scores + <usize>k * 16), target(table, label, k))
      scatter(to + <usize>k * VALUE, row, f32x4.mul(difference, shared))
    }
    chosen += 16
    factors += 16
    from += 4 * row
    to += 4 * row
  }
  return f64x2.extract_lane(loss, 0) + f64x2.extract_lane(loss, 1)
}

function target(table: usize, label: v128, k: i32): v128 {
  return v128.bitselect(v128.load32_splat(table, HIGH), v128.load32_splat(table, LOW), i32x4.eq(label, i32x4.splat(k)))
}

/** The softmax of four rows into `scores` [classes, 4]; their cross-entropies as the result. */
function softmaxOfFour(table: usize, from: usize, row: usize, scores: usize, classes: i32, label: v128): v128 {
  let largest = gathered(from, row)
  v128.store(scores, largest)
  for (let k = 1; k < classes; k++) {
    const value = gathered(from + <usize>k * VALUE, row)
    v128.store(scores + <usize>k * 16, value)
    largest = f32x4.pmax(value, largest)
  }
  let sum = f32x4.splat(0)
  let expected = f32x4.splat(0)
  for (let k = 0; k < classes; k++) {
    const value = f32x4.sub(v128.load(scores + <usize>k * 16), largest)
    expected = f32x4.add(expected, f32x4.mul(value, target(table, label, k)))
    const power = exp(value)
    sum = f32x4.add(sum, power)
    v128.store(scores + <usize>k * 16, power)
  }
  for (let k = 0; k < classes; k++) {
    const at = scores + <usize>k * 16
    v128.store(at, f32x4.div(v128.load(at), sum))
  }
  return f32x4.sub(log(sum), expected)
}

function gathered(from: usize, row: usize): v128 {
  const third = from + 2 * row
  return f32x4(load<f32>(from), load<f32>(from + row), load<f32>(third), load<f32>(third + row))
}

function scatter(to: usize, row: usize, values: v128): void {
  const third = to + 2 * row
  store<f32>(to, f32x4.extract_lane(values, 0))
  store<f32>(to + row, f32x4.extract_lane(values, 1))
  store<f32>(third, f32x4.extract_lane(values, 2))
  store<f32>(third + row, f32x4.extract_lane(values, 3))
}

/** e^x for x up to 0, to about one unit in the last place (Cephes); e^−87 for all below. What is not a number stays so. */
function exp(value: v128): v128 {
  const x = f32x4.pmax(value, f32x4.splat(-87))
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)))
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let p = f32x4.splat(1.98756915e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1))
  return f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23))
}

/** The natural logarithm of x from 1, to about one unit in the last place (Cephes). What is not a number stays so. */
function log(value: v128): v128 {
  // x = f · 2^e with f from √½ to below √2.
  const shifted = i32x4.sub(value, i32x4.splat(0x3f3504f3))
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23))
  const f = i32x4.add(v128.and(shifted, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3))
  const x = f32x4.sub(f, f32x4.splat(1))
  const square = f32x4.mul(x, x)
  let p = f32x4.splat(7.0376836292e-2)
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(-1.151461031e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(1.167699874e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(-1.2420140846e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(1.4249322787e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(-1.6668057665e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(2.0000714765e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(-2.4999993993e-1))
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(3.3333331174e-1))
  let result = f32x4.mul(f32x4.mul(x, square), p)
  result = f32x4.add(result, f32x4.mul(e, f32x4.splat(-2.1219444e-4)))
  result = f32x4.sub(result, f32x4.mul(f32x4.splat(0.5), square))
  result = f32x4.add(f32x4.add(x, result), f32x4.mul(e, f32x4.splat(0.693359375)))
  return v128.bitselect(value, result, f32x4.ne(value, value))
}
