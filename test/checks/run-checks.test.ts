import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/checks/finding.js'
import { runChecks } from '../../src/checks/run-checks.js'
import { copyCandles, type Sample } from '../../src/checks/sample.js'
import { cheapSample, longSample, quietSample, simulatedSample } from '../../src/checks/simulated-samples.js'
import { featureSubject, targetSubject, type Subject } from '../../src/checks/subject.js'
import type { Candles } from '../../src/core/candles.js'
import { gridAfterHistory, otherCandles } from '../../src/definitions/definition.js'
import { makeFrame } from '../../src/core/frame.js'
import { timeAt } from '../../src/core/grid.js'
import { DAY, MINUTE, isoMinute } from '../../src/core/time.js'
import { defineFeatureSet, type FeatureSet } from '../../src/features/feature-set.js'
import { TRADE_CLASSES, defineTarget } from '../../src/targets/target.js'

type Value = (candles: Candles, row: number) => number

interface Made extends Partial<FeatureSet> {
  /** Candles that `compute` asks for; default: the declared history. */
  readonly asked?: number
}

/** A feature set of one column, whose value is a function of the candles and the row among them. */
function setOf(value: Value, { asked, ...changes }: Made = {}): FeatureSet {
  const history = changes.history ?? 0
  return defineFeatureSet({
    id: 'Made',
    version: 1,
    history,
    columns: [{ name: 'value' }],
    compute: (candles) => {
      gridAfterHistory('Made', asked ?? history, candles)
      const grid = { ...candles.grid, first: candles.grid.first + history, rows: candles.grid.rows - history }
      return makeFrame(grid, [
        ['value', Float32Array.from({ length: grid.rows }, (_, i) => value(candles, i + history))],
      ])
    },
    ...changes,
  })
}

const close = (candles: Candles, row: number): number => candles.close[row] ?? Number.NaN
const back =
  (minutes: number): Value =>
  (candles, row) =>
    close(candles, row) / close(candles, row - minutes) - 1

/** A price level of 60 000 that changes by a minute's return times `factor`. */
const onLevel =
  (factor: number): Value =>
  (candles, row) =>
    60_000 + factor * back(1)(candles, row)

const made = new Map<string, readonly Sample[]>()

/** Samples are made once for all definitions that want the same; each check gets a copy of its own. */
function samplesFor(subject: Subject): Sample[] {
  const { reach, horizon, needs } = subject
  const key = [reach, horizon, ...needs].join(' ')
  const samples = made.get(key) ?? [
    simulatedSample(subject, 1),
    cheapSample(subject, 2),
    longSample(subject, 3),
    quietSample(subject),
  ]
  made.set(key, samples)
  return samples.map((sample) => ({ ...sample, candles: copyCandles(sample.candles) }))
}

function check(subject: Subject, touched: readonly string[] = [], another = subject): Finding[] {
  return runChecks({
    subject,
    another,
    samples: samplesFor(subject),
    seed: 1,
    effort: 1,
    environment: {
      touchedAtLoad: [],
      watch: (work) => ({ value: work(), touched }),
      leftBehind: () => [],
      withOtherAnswers: (work) => work(),
    },
  })
}

const checkSet = (set: FeatureSet): Finding[] => check(featureSubject(set))
const failed = (findings: readonly Finding[]): string[] => [
  ...new Set(findings.filter(({ severity }) => severity === 'failure').map((finding) => finding.check)),
]
const find = (findings: readonly Finding[], name: string): Finding | undefined =>
  findings.find((finding) => finding.check === name)

const next = (candles: Candles, row: number): number => Math.min(row + 1, candles.grid.rows - 1)
/** Of another base. */
const ratio: Value = (candles, row) =>
  close(otherCandles(candles, 'btc'), row) / close(otherCandles(candles, 'btc'), row - 1)
/** The same, of the minute after. */
const ahead: Value = (candles, row) => {
  const btc = otherCandles(candles, 'btc')
  return close(btc, Math.min(row + 1, btc.grid.rows - 1)) / close(btc, row)
}
/** The next minute where it moves a lot: in about one row of a hundred. */
const rare: Value = (candles, row) => {
  const move = close(candles, next(candles, row)) / close(candles, row) - 1
  return Math.abs(move) > 0.0025 ? move : close(candles, row) / 1000
}
/** The next minute, at midnight only. */
const atMidnight: Value = (candles, row) =>
  close(candles, timeAt(candles.grid, row) % DAY === 0 ? next(candles, row) : row) / close(candles, row - 1)
/** The mark of the next minute. */
const marked: Value = (candles, row) => back(1)(candles, row) * (candles.filled[next(candles, row)] === 1 ? 2 : 1)
/** The return since midnight. */
const sinceMidnight: Value = (candles, row) =>
  close(candles, row) / close(candles, row - (timeAt(candles.grid, row) % DAY) / MINUTE)
/** The return over an hour, at midnight over a minute more. */
const rarely: Value = (candles, row) =>
  close(candles, row) / close(candles, Math.max(0, row - (timeAt(candles.grid, row) % DAY === 0 ? 61 : 60)))
const sevenAhead: Value = (candles, row) => close(candles, Math.min(row + 7, candles.grid.rows - 1))
/** Chance, where nothing was traded for three minutes. */
const moody: Value = (candles, row) =>
  [0, 1, 2].every((ago) => candles.volume[row - ago] === 0) ? Math.random() : back(1)(candles, row)
/** A return over an hour, and the one of the next minute where something holds. */
const peekingWhere =
  (holds: (candles: Candles, row: number) => boolean): Value =>
  (candles, row) =>
    close(candles, holds(candles, row) ? next(candles, row) : row) / close(candles, row - 60)
const peeking = (holds: (candles: Candles, row: number) => boolean): Finding[] =>
  checkSet(setOf(peekingWhere(holds), { history: 60 }))
/** Keeps what it computed once, from candles that may have been later. */
const remembering = (): FeatureSet => {
  const seen = new Map<number, number>()
  return setOf((candles, row) => {
    const minute = candles.grid.first + row
    const value = seen.get(minute) ?? close(candles, Math.min(row + 3, candles.grid.rows - 1)) / close(candles, row)
    seen.set(minute, value)
    return value
  })
}
/** Keeps the level of the first candles that it ever saw. */
const scaled = (): FeatureSet => {
  let scale: number | undefined
  return setOf((candles, row) => close(candles, row) / (scale ??= close(candles, 0)))
}

/** Reads one minute more than an hour. */
const reads = (candles: Candles, row: number): number => close(candles, row) / close(candles, Math.max(0, row - 61))
const perVolume: Value = (candles, row) => (candles.volume[row] ?? 0) / (candles.volume[row] ?? 0)

/** A target that declares a horizon of ten minutes. */
const checkTarget = (reads: number): Finding[] =>
  check(
    targetSubject(
      defineTarget({
        id: 'Made',
        version: 1,
        history: 0,
        horizon: 10,
        classes: TRADE_CLASSES,
        compute: (candles) => {
          const grid = gridAfterHistory('Made', 0, candles)
          const later = (row: number): number => close(candles, Math.min(row + reads, grid.rows - 1))
          const gain = Float32Array.from(candles.close, (price, row) => later(row) / price - 1)
          const target = Uint8Array.from(gain, (value) => (value > 0 ? 1 : value < 0 ? 2 : 0))
          return makeFrame(grid, [
            ['target', target],
            ['gain', gain],
          ])
        },
      }),
    ),
  )

describe('a definition that is as it should be', () => {
  test('passes without a word', () => {
    expect(checkSet(setOf(back(60), { history: 60 }))).toEqual([])
  })

  test('may read other bases, whose future is watched as well', () => {
    expect(checkSet(setOf(ratio, { history: 1, needs: ['btc'] }))).toEqual([])
    expect(failed(checkSet(setOf(ahead, { needs: ['btc'] })))).toContain('causality')
  })

  test('gets the same answer from the same seed', () => {
    const set = setOf((candles, row) => close(candles, Math.min(row + 1, candles.grid.rows - 1)))
    expect(checkSet(set)).toEqual(checkSet(set))
  })
})

describe('looking ahead is caught', () => {
  test('by one minute: column, first bad minute and how far', () => {
    const finding = find(
      checkSet(setOf((candles, row) => close(candles, next(candles, row)) / close(candles, row))),
      'causality',
    )
    expect(finding).toMatchObject({ severity: 'failure', sample: 'simulated 1', column: 'value' })
    expect(finding?.text).toMatch(/^looks ahead, by at least 1 candle: /)
    // The bad minute is the last one before the candles end.
    expect(finding?.text).toContain(`(at ${isoMinute((finding?.time ?? 0) + 60_000)})`)
  })

  test('by one minute, and only where the next candle moves a lot', () => {
    expect(failed(checkSet(setOf(rare)))).toContain('causality')
  })

  test('by one minute, and only at midnight', () => {
    expect(find(checkSet(setOf(atMidnight, { history: 1 })), 'causality')?.text).toMatch(
      /^looks ahead, by at least 1 c/,
    )
  })

  test('to the mark of a candle that was filled, though hardly any is', () => {
    expect(failed(checkSet(setOf(marked, { history: 1 })))).toContain('causality')
  })

  test('by one minute in the eight days, where it says when it is', () => {
    const finding = find(
      peeking((candles, row) => timeAt(candles.grid, row) === Date.UTC(2024, 0, 1)),
      'causality',
    )
    expect(finding).toMatchObject({ column: 'value', time: Date.UTC(2024, 0, 1) })
    expect(finding?.text).toMatch(/^looks ahead, by at least 1 candle: /)
  })

  test('by a minute, and only where prices are low, or high, or a minute was missing', () => {
    for (const holds of [
      (candles: Candles, row: number) => close(candles, row) < 0.01,
      (candles: Candles, row: number) => close(candles, row) > 20_000,
      (candles: Candles, row: number) => candles.filled[row] === 1,
    ]) {
      expect(failed(peeking(holds))).toContain('causality')
    }
  })

  test('the first bad minute is the first of all rows, and tells how far', () => {
    const finding = find(
      peeking((candles, row) => row < candles.grid.rows),
      'causality',
    )
    const { candles } = simulatedSample(featureSubject(setOf(back(60), { history: 60 })), 1)
    expect(finding?.time).toBe(timeAt(candles.grid, 60))
    expect(find(checkSet(setOf(sevenAhead)), 'causality')?.text).toContain('by at least 7 candles')
  })

  test('in what was kept from an earlier call, which knew later candles', () => {
    const finding = find(check(featureSubject(remembering()), [], featureSubject(remembering())), 'determinism')
    expect(finding).toMatchObject({ severity: 'failure', column: 'value' })
    expect(finding?.text).toContain('keeps a state')
  })

  test('where only how many candles there are is known', () => {
    expect(failed(checkSet(setOf((candles, row) => row / candles.grid.rows)))).toContain('causality')
  })

  test('in another column only, which it names', () => {
    const set = defineFeatureSet({
      ...setOf(back(1), { history: 1 }),
      columns: [{ name: 'good' }, { name: 'bad' }],
      compute: (candles) => {
        const grid = gridAfterHistory('Made', 1, candles)
        const good = Float32Array.from({ length: grid.rows }, (_, i) => back(1)(candles, i + 1))
        return makeFrame(grid, [
          ['good', good],
          ['bad', good.map((_, i) => good[Math.min(i + 2, good.length - 1)] ?? 0)],
        ])
      },
    })
    expect(find(checkSet(set), 'causality')).toMatchObject({ column: 'bad' })
    expect(find(checkSet(set), 'causality')?.text).toContain('by at least 2 candles')
  })

  test('beyond a target’s horizon, and not within it', () => {
    expect(checkTarget(10)).toEqual([])
    expect(find(checkTarget(11), 'causality')?.text).toMatch(
      /^looks ahead beyond its horizon of 10, by at least 1 candle/,
    )
    const [note] = checkTarget(7)
    expect(note).toMatchObject({ check: 'history', severity: 'note' })
    expect(note?.text).toContain('declares a horizon of 10, but nothing more than 7 candles on was seen to matter')
  })
})

describe('the history is held to', () => {
  test('one that is too short', () => {
    const findings = checkSet(setOf(reads, { history: 60 }))
    expect(failed(findings)).toEqual(['history', 'start', 'streaming'])
    expect(find(findings, 'history')?.text).toContain('its history of 60 is not enough')
  })

  test('one that is too short in a few rows only', () => {
    expect(failed(checkSet(setOf(rarely, { history: 60 })))).toEqual(['history', 'streaming'])
  })

  test('the end of a day is looked at, where days are read as far as possible', () => {
    expect(checkSet(setOf(sinceMidnight, { history: 1439 }))).toEqual([])
  })

  test('one that is too long is a note with the one that would do', () => {
    const [note, ...others] = checkSet(setOf(back(45), { history: 60 }))
    expect(others).toEqual([])
    expect(note).toMatchObject({ check: 'history', severity: 'note' })
    expect(note?.text).toContain('declares a history of 60, but nothing more than 45 candles back')
  })

  test('lags count', () => {
    const lags = { count: 5, step: 3, nameAt: (lag: number) => `value${lag}` }
    const unlagged = setOf(back(10), { history: 10 })
    expect(checkSet({ ...unlagged, history: 22, columns: [{ name: 'value', lags }] })).toEqual([])
  })

  test('one candle less must be refused', () => {
    const careless = setOf(back(60), { history: 60, asked: 0 })
    const accepts = { ...careless, compute: (candles: Candles) => careless.compute(candles) }
    expect(find(checkSet(accepts), 'history')?.text).toMatch(
      /60 candles, one less than a row needs, must be refused .*: it accepts them$/,
    )
    const fails = setOf(back(60), { history: 60 })
    const throwing = {
      ...fails,
      compute: (candles: Candles) => {
        if (candles.grid.rows < 61) throw new RangeError('Invalid typed array length: -1')
        return fails.compute(candles)
      },
    }
    expect(find(checkSet(throwing), 'history')?.text).toContain('it fails instead: Invalid typed array length: -1')
  })
})

describe('the same bits each time', () => {
  test('a running sum from the first candle depends on where the candles begin', () => {
    let sum = 0
    const running: Value = (candles, row) => {
      sum = row === 0 ? 0 : sum + back(1)(candles, row)
      return sum
    }
    expect(failed(checkSet(setOf(running)))).toEqual(expect.arrayContaining(['start', 'streaming']))
  })

  test('a state that outlives a call', () => {
    let calls = 0
    const counting = setOf(back(1), { history: 1 })
    const set = {
      ...counting,
      compute: (candles: Candles) => {
        calls++
        const { grid, columns } = counting.compute(candles)
        return makeFrame(grid, [['value', new Float32Array(columns.get('value') ?? []).map((value) => value + calls)]])
      },
    }
    expect(failed(checkSet(set))).toContain('determinism')
  })

  test('a state that the first candles ever seen leave behind', () => {
    const findings = check(featureSubject(scaled()), [], featureSubject(scaled()))
    expect(find(findings, 'determinism')).toMatchObject({ severity: 'failure', column: 'value' })
  })

  test('a counter that runs over where there are many rows', () => {
    const index = new Int16Array(1)
    const wrapping: Value = (candles, row) => {
      index[0] = row
      return close(candles, Math.abs(index[0] ?? 0)) / close(candles, row - 1)
    }
    const finding = find(checkSet(setOf(wrapping, { history: 1 })), 'start')
    expect(finding).toMatchObject({ severity: 'failure', sample: 'long', column: 'value' })
  })

  test('chance where nothing is traded is told as that, not as looking ahead', () => {
    expect(failed(checkSet(setOf(moody, { history: 2 })))).toEqual(['determinism'])
  })

  test('arrays that are filled again in each call', () => {
    const kept = new Float32Array(100_000)
    const set = setOf(back(1), { history: 1 })
    const reusing = {
      ...set,
      compute: (candles: Candles) => {
        const { grid, columns } = set.compute(candles)
        kept.set(columns.get('value') ?? [])
        return makeFrame(grid, [['value', kept.subarray(0, grid.rows)]])
      },
    }
    const findings = checkSet(reusing)
    expect(failed(findings)).toEqual(['mutation'])
    expect(find(findings, 'mutation')?.text).toContain('writes to a frame that it has returned before')
  })

  test('something that is kept on what all candles share', () => {
    const set = setOf(back(1), { history: 1 })
    const hiding = {
      ...set,
      compute: (candles: Candles) => {
        Object.assign(candles.grid.calendar, { kept: candles.close[0] })
        return set.compute(candles)
      },
    }
    expect(find(checkSet(hiding), 'mutation')?.text).toBe('adds kept to the candles that it is given')
  })

  test('single rows from another formula than all, also without lags', () => {
    const set = setOf(back(1), { history: 1 })
    const valuesAt = (off: number): NonNullable<FeatureSet['valuesAt']> => {
      return (candles, names, rows) => names.map(() => Float32Array.from(rows, (row) => back(1)(candles, row - off)))
    }
    expect(checkSet({ ...set, valuesAt: valuesAt(0) })).toEqual([])
    const off = { ...setOf(back(1), { history: 2 }), valuesAt: valuesAt(1) }
    expect(failed(checkSet(off))).toEqual(['streaming'])
  })

  test('a state that only other candles change', () => {
    let largest = 0
    const set = setOf(back(1), { history: 1 })
    const remembering = {
      ...set,
      compute: (candles: Candles) => {
        largest = Math.max(largest, candles.close[0] ?? 0)
        const { grid, columns } = set.compute(candles)
        return makeFrame(grid, [
          ['value', new Float32Array(columns.get('value') ?? []).map((value) => value * largest)],
        ])
      },
    }
    expect(failed(checkSet(remembering)).length).toBeGreaterThan(0)
  })

  test('what it touches outside is named', () => {
    const findings = check(featureSubject(setOf(back(1), { history: 1 })), [
      'Date.now',
      'Date.now',
      'fs.readFileSync /a',
    ])
    expect(findings.map(({ text }) => text)).toEqual([
      'uses Date.now in compute: its values must follow from the candles alone',
      'uses fs.readFileSync /a in compute: its values must follow from the candles alone',
    ])
  })

  test('candles that are written to, with the other checks none the wiser', () => {
    const set = setOf(back(1), { history: 1 })
    const writing = {
      ...set,
      compute: (candles: Candles) => {
        const frame = set.compute(candles)
        candles.volume.fill(0)
        return frame
      },
    }
    const findings = checkSet(writing)
    expect(failed(findings)).toEqual(['mutation'])
    expect(find(findings, 'mutation')).toMatchObject({ column: 'volume' })
  })
})

describe('values that are no use', () => {
  test('NaN where nothing is traded', () => {
    const finding = find(checkSet(setOf(perVolume)), 'finite')
    expect(finding).toMatchObject({ severity: 'failure', column: 'value' })
    expect(finding?.text).toMatch(/^not a number \(NaN\) in \d+ of \d+ rows$/)
  })

  test('infinity', () => {
    const set = setOf((candles, row) => 1 / (row % 500 === 0 ? 0 : close(candles, row)))
    const findings = checkSet(set)
    expect(find(findings, 'finite')?.text).toMatch(/^infinite in/)
    expect(find(findings, 'precision')).toBeUndefined()
  })

  test('a constant column and a copy of another are notes', () => {
    const set = defineFeatureSet({
      ...setOf(back(1), { history: 1 }),
      columns: ['a', 'b', 'c'].map((name) => ({ name })),
      compute: (candles) => {
        const grid = gridAfterHistory('Made', 1, candles)
        const a = Float32Array.from({ length: grid.rows }, (_, i) => back(1)(candles, i + 1))
        return makeFrame(grid, [
          ['a', a],
          ['b', a.slice()],
          ['c', a.map(() => 3)],
        ])
      },
    })
    expect(checkSet(set).map(({ severity, column, text }) => [severity, column, text])).toEqual([
      ['note', 'c', 'is 3 in every row'],
      ['note', 'b', 'is in every row the same as a'],
    ])
  })

  test('what varies and is lost in float32', () => {
    const finding = find(checkSet(setOf(onLevel(1), { history: 1 })), 'precision')
    expect(finding).toMatchObject({ severity: 'failure', column: 'value' })
    expect(finding?.text).toMatch(/steps of float32 a minute: subtract its level/)
    expect(failed(checkSet(setOf(onLevel(1000), { history: 1 })))).toEqual([])
  })

  test('a definition that throws on few candles only is told once', () => {
    const set = setOf(back(1), { history: 1 })
    const fragile = {
      ...set,
      compute: (candles: Candles) => {
        if (candles.grid.rows === 2) throw new RangeError('only one row')
        return set.compute(candles)
      },
    }
    expect(checkSet(fragile)).toMatchObject([
      { check: 'shape', severity: 'failure', text: 'it fails on some candles: only one row' },
    ])
  })

  test('a frame that is not as declared', () => {
    const set = setOf(back(1), { history: 1, columns: [{ name: 'other' }] })
    expect(checkSet(set)).toEqual([
      {
        check: 'shape',
        severity: 'failure',
        sample: 'simulated 1',
        text: 'returned the columns value: expected other, in this order',
      },
    ])
  })
})
