import type { Column } from '../core/frame.js'
import type { Check, Remark } from './check.js'
import { countFinalRows } from './subject.js'

/** Columns that tell nothing: always the same value, or always that of another column. */
export const columnsCheck: Check = {
  name: 'columns',
  on: ['moving'],
  run({ subject, sample, whole }) {
    const rows = countFinalRows(subject, sample.candles)
    const all = [...whole.columns].map(([name, values]) => [name, values.subarray(0, rows)] as const)
    const varying = all.filter(([, values]) => !isConstant(values))
    const remarks: Remark[] = []
    for (const [column, values] of all) {
      if (isConstant(values)) remarks.push({ severity: 'note', text: `is ${values[0]} in every row`, column })
    }
    varying.forEach(([column, values], i) => {
      const same = varying.slice(0, i).find(([, other]) => areEqual(values, other))
      if (same) remarks.push({ severity: 'note', text: `is in every row the same as ${same[0]}`, column })
    })
    return remarks
  },
}

function isConstant(values: Column): boolean {
  const [first] = values
  return values.every((value) => Object.is(value, first))
}

function areEqual(a: Column, b: Column): boolean {
  return a.length === b.length && a.every((value, row) => Object.is(value, b[row]))
}
