import type { FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { createElement } from '../dom.js'
import { formatPercent, formatInteger } from '../format.js'
import { createTile, type Tile } from '../tile.js'
import { comparedSets, findLargestDrift } from './feature-state.js'
import { findInformativeColumn } from './informative-column.js'

/** What stands out among the columns. */
export function createFeatureTiles(report: FeatureReport): HTMLElement {
  return createElement('dl', { class: 'tiles', id: 'figures' }, ...createTiles(report).map(createTile))
}

function createTiles(report: FeatureReport): Tile[] {
  const { columns, correlation } = report
  const broken = columns.filter(({ missing, infinite }) => missing + infinite > 0).length
  const constant = columns.filter(({ constantIn }) => constantIn.length > 0).length
  const twins = columns.filter(({ twin }) => twin !== undefined).length
  const clustered = correlation.clusters.flat().length
  return [
    { label: 'Columns', value: formatInteger(columns.length), remark: 'lags expanded' },
    createInformationTile(report),
    createDriftTile(report),
    createProblemTile(
      'Missing or infinite',
      broken,
      'columns with a value that no net can use',
      'every value is a number',
    ),
    createProblemTile(
      'Constant or duplicate',
      constant + twins,
      `${constant} constant, ${twins} duplicate`,
      'every column differs',
    ),
    {
      label: 'In clusters',
      value: formatInteger(clustered),
      remark: `clusters with a correlation from ${correlation.threshold} on: ${correlation.clusters.length}`,
    },
  ]
}

function createInformationTile(report: FeatureReport): Tile {
  const { target, columns } = report
  const best = findInformativeColumn(report)
  if (!target || !best?.information) return { label: 'Target', value: '–', remark: 'none was chosen' }
  const silent = columns.filter(({ information }) => information?.bits === 0).length
  const share = target.entropy > 0 ? best.information.bits / target.entropy : 0
  return {
    label: 'Most informative column',
    value: formatPercent(share, 1),
    remark: `${best.name}; ${silent} of ${columns.length} tell nothing`,
  }
}

function createDriftTile(report: FeatureReport): Tile {
  if (comparedSets(report).length === 0) return { label: 'Drift', value: '–', remark: 'one set: nothing to compare' }
  const large = report.columns.filter((column) => findLargestDrift(column) >= 0.25).length
  return createProblemTile('Drift, PSI from 0.25', large, 'columns are another population', 'no column')
}

function createProblemTile(label: string, count: number, bad: string, good: string): Tile {
  return { label, value: formatInteger(count), remark: count > 0 ? bad : good, tone: count > 0 ? 'loss' : 'gain' }
}
