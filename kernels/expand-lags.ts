// AssemblyScript, compiled into src/features/expand-lags-wasm.ts by scripts/build-kernels.mjs.
//
// Columns of single precision become rows: four values of four columns at a time are loaded, transposed in registers and stored
// side by side. Only copies are made, so the bits are those of the plain loop.

const SINGLE: usize = 4
const LANES: i32 = 4

/**
 * Writes `rows` rows of `columns` values to `out`, row-major. The table at `places` holds the address of each column's value in
 * row 0; `from` is the first row. Rows are made four at a time, so up to three more are read and written.
 */
export function expand(places: usize, columns: i32, from: i32, rows: i32, out: usize): void {
  const width = <usize>columns * SINGLE
  const whole = <usize>(columns / LANES) * 16
  for (let row = 0; row < rows; row += LANES) {
    const shift = <usize>(from + row) * SINGLE
    let at = out + <usize>row * width
    const end = at + whole
    let place = places
    for (; at < end; at += 16, place += 16) {
      const a = v128.load(<usize>load<u32>(place) + shift)
      const b = v128.load(<usize>load<u32>(place, 4) + shift)
      const c = v128.load(<usize>load<u32>(place, 8) + shift)
      const d = v128.load(<usize>load<u32>(place, 12) + shift)
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
      const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
      const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
      v128.store(at, v128.shuffle<f64>(ab, cd, 0, 2))
      v128.store(at + width, v128.shuffle<f64>(ab, cd, 1, 3))
      v128.store(at + 2 * width, v128.shuffle<f64>(abHigh, cdHigh, 0, 2))
      v128.store(at + 3 * width, v128.shuffle<f64>(abHigh, cdHigh, 1, 3))
    }
    // The columns that are left, fewer than four.
    for (let column = columns & -LANES; column < columns; column++, at += SINGLE, place += SINGLE) {
      const values = <usize>load<u32>(place) + shift
      for (let lane: usize = 0; lane < <usize>LANES; lane++) {
        store<f32>(at + lane * width, load<f32>(values + lane * SINGLE))
      }
    }
  }
}
