import type { FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { element } from '../dom.js'
import { plainPercent, formatInteger } from '../format.js'
import { tileElement, type Tile } from '../tile.js'
import { comparedSets, largestDrift } from './feature-state.js'
import { rankByInformation } from './informative-columns.js'

/** What stands out among the columns. */
export function featureTiles(report: FeatureReport): HTMLElement {
  return element('dl', { class: 'tiles', id: 'figures' }, ...tilesOf(report).map(tileElement))
}

function tilesOf(report: FeatureReport): Tile[] {
  const { columns, correlation } = report
  const broken = columns.filter(({ missing, infinite }) => missing + infinite > 0).length
  const constant = columns.filter(({ constantIn }) => constantIn.length > 0).length
  const twins = columns.filter(({ twin }) => twin !== undefined).length
  const clustered = correlation.clusters.flat().length
  return [
    { label: 'Columns', value: formatInteger(columns.length), remark: 'lags expanded' },
    informationTile(report),
    driftTile(report),
    problemTile('Missing or infinite', broken, 'columns with a value that no net can use', 'every value is a number'),
    problemTile(
      'Constant or double',
      constant + twins,
      `${constant} constant, ${twins} double`,
      'each column is its own',
    ),
    {
      label: 'In clusters',
      value: formatInteger(clustered),
      remark: `clusters with a correlation from ${correlation.threshold} on: ${correlation.clusters.length}`,
    },
  ]
}

function informationTile(report: FeatureReport): Tile {
  const { target, columns } = report
  const best = rankByInformation(report)
  if (!target || !best?.information) return { label: 'Target', value: '–', remark: 'name one with --target' }
  const silent = columns.filter(({ information }) => information?.bits === 0).length
  const share = target.entropy > 0 ? best.information.bits / target.entropy : 0
  return {
    label: 'Tells most of the label',
    value: plainPercent(share, 1),
    remark: `${best.name}; ${silent} of ${columns.length} tell nothing`,
  }
}

function driftTile(report: FeatureReport): Tile {
  if (comparedSets(report).length === 0) return { label: 'Drift', value: '–', remark: 'one set: nothing to compare' }
  const large = report.columns.filter((column) => largestDrift(column) >= 0.25).length
  return problemTile('Drift, PSI from 0.25', large, 'columns are another population', 'no column')
}

function problemTile(label: string, count: number, bad: string, good: string): Tile {
  return { label, value: formatInteger(count), remark: count > 0 ? bad : good, tone: count > 0 ? 'loss' : 'gain' }
}
