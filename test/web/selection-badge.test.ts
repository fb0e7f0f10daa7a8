import { describe, expect, test } from 'vitest'
import { describeSelection, type SelectionOrigin } from '../../web/reports/selection-badge.js'

const SETS = ['training', 'validation', 'test', undefined] as const
const USES = ['yes', 'no', 'unknown'] as const
const ORIGINS = ['validation', 'option', 'hindsight'] as const
const ALL: SelectionOrigin[] = SETS.flatMap((set) =>
  USES.flatMap((usedForSelection) => ORIGINS.map((cellOrigin) => ({ set, usedForSelection, cellOrigin }))),
)

describe('the badge of what is shown', () => {
  test('is good only where neither the net, nor its epoch, nor the thresholds were chosen on the shown rows', () => {
    const good = ALL.filter((origin) => describeSelection(origin).tone === 'good')
    expect(good.map(({ set, usedForSelection, cellOrigin }) => [set, usedForSelection, cellOrigin])).toEqual([
      ['validation', 'no', 'validation'],
      ['test', 'no', 'validation'],
      [undefined, 'no', 'validation'],
    ])
  })

  test('warns of a cell that is best in hindsight, on whatever set', () => {
    for (const origin of ALL.filter(({ cellOrigin }) => cellOrigin === 'hindsight'))
      expect(describeSelection(origin), JSON.stringify(origin)).toMatchObject({ tone: 'warn' })
    expect(describeSelection({ set: 'test', usedForSelection: 'no', cellOrigin: 'hindsight' }).title).toBe(
      'thresholds chosen on this very set',
    )
  })

  test.each(ALL)('speaks in sentences, not in options: %o', (origin) => {
    const { title, reason } = describeSelection(origin)
    expect(title).toMatch(/^[a-z ]+$/)
    expect(reason).toMatch(/^[A-Z].*\.$/)
    expect(`${title} ${reason}`).not.toMatch(/--|\bbuy=|\bsell=/)
  })
})
