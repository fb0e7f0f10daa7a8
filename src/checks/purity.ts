import { timeAt } from '../core/grid.js'
import type { Check, CheckContext } from './check.js'
import { findFirstDifference } from './compare.js'
import type { Place } from './finding.js'

/** A value may depend on candles only: not on the clock, on chance, on files, the network, the time zone of the machine. */
export const purityCheck: Check = {
  name: 'purity',
  on: ['moving', 'quiet', 'long'],
  run(context) {
    const { touchedAtLoad, touched, leftBehind } = context.environment
    const texts = [
      ...[...new Set(touchedAtLoad)].map((what) => `uses ${what} while it is loaded`),
      ...touched().map((what) => `uses ${what} in compute`),
      ...leftBehind().map((what) => `keeps something in ${what}`),
    ]
    if (texts.length === 0) return []
    const place = findDependence(context)
    return texts.map((text) => ({
      severity: 'failure',
      text: `${text}: its values must follow from the candles alone`,
      ...place,
    }))
  },
}

/** The first value that changes where the environment gives other answers; the first of all where nothing can be computed then. */
function findDependence({ sample, whole, environment }: CheckContext): Place | undefined {
  try {
    return findFirstDifference(whole, environment.elsewhere(sample.candles))
  } catch {
    const [column] = whole.columns.keys()
    return column === undefined ? undefined : { column, time: timeAt(whole.grid, 0) }
  }
}
