/** Half-open row ranges in which `holds` is true. */
export function runsOf(rows: number, holds: (row: number) => boolean): [number, number][] {
  const runs: [number, number][] = []
  let start = -1
  for (let row = 0; row <= rows; row++) {
    const inside = row < rows && holds(row)
    if (inside && start < 0) start = row
    if (inside || start < 0) continue
    runs.push([start, row])
    start = -1
  }
  return runs
}
