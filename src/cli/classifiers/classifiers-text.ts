import { selectedThresholds, type ClassifierDescription } from '../../classifier/description.js'
import { marketPath } from '../../core/market.js'
import type { TimeRange } from '../../core/time.js'
import { SET_TYPES } from '../../datasets/split-sets.js'
import type { ClassifierList, ClassifierDetails, ClassifierListEntry } from '../../workspace/classifiers/result.js'
import { createTimeFormat, type TimeFormat } from '../../workspace/time-format.js'
import type { CommandCall } from '../request-command.js'
import { renderTable, type TableColumn } from '../table.js'
import { learningText, thresholdsText } from '../train/training-text.js'

const COLUMNS: readonly TableColumn[] = [
  { name: 'classifier' },
  { name: 'net' },
  { name: 'features' },
  { name: 'target' },
  { name: 'bases' },
  { name: 'epoch', align: 'right' },
  { name: 'validation gain', align: 'right' },
  { name: 'trades', align: 'right' },
  { name: 'buy', align: 'right' },
  { name: 'sell', align: 'right' },
]

/** The classifiers of a workspace, a line each. */
export function classifiersText({ classifiers }: ClassifierList, { context }: CommandCall): string {
  if (classifiers.length === 0)
    return `no classifiers in ${context.workspace.classifierFolder} yet; make one with\n  followupward train\n`
  const errors = classifiers.flatMap((one) => ('error' in one ? `${one.name}: ${one.error}\n` : []))
  return renderTable(COLUMNS, classifiers.flatMap(rowOf)) + errors.join('')
}

function rowOf(one: ClassifierListEntry): string[][] {
  if ('error' in one) return []
  const { net, features, target, bases, selection } = one.description
  const cell = selectedThresholds(one.description)
  const names = bases.length > 4 ? `${bases.length} bases` : bases.map(({ name }) => name).join(',')
  const chosen = cell
    ? [`${(100 * cell.gain).toFixed(2)} %`, String(cell.count), String(cell.buyThreshold), String(cell.sellThreshold)]
    : ['none', '–', '–', '–']
  return [[one.name, net.id, features.id, target.id, names, String(selection.epoch), ...chosen]]
}

/** All that is known of a classifier, for people. */
export function classifierText({ name, folder, description }: ClassifierDetails, { context }: CommandCall): string {
  const time = createTimeFormat(context.workspace.config.timeZone)
  const { net, features, target, events, classes, history, selection, origin } = description
  const params = Object.entries(net.params).map(([key, value]) => `${key}=${value}`)
  const rows: (readonly [string, string])[] = [
    ['folder', folder],
    ['net', [`${net.id}, version ${net.version}`, ...params].join(', ')],
    ['features', `${features.id}, version ${features.version}, ${features.columns.length} columns`],
    ['target', `${target.id}, version ${target.version}: ${classes.join(', ')}`],
    ...(events ? [['events', `${events.id}, version ${events.version}`] as const] : []),
    ...setRows(description, time),
    ...description.bases.map(({ name: base, market, candles, trainingRows, validationRows }): [string, string] => [
      `base ${base}`,
      `${marketPath(market)}, candles ${rangeText(candles, time)}: ${trainingRows.toLocaleString('en')} training rows, ${validationRows.toLocaleString('en')} validation rows`,
    ]),
    ['epoch', `${selection.epoch} of ${history.length}`],
  ]
  const width = Math.max(...rows.map(([title]) => title.length))
  const lines = rows.map(([title, text]) => `  ${title.padEnd(width)}  ${text}`)
  const made = origin
    ? `Trained by another program (${origin.producer || 'of no name'}), from ${origin.source}.`
    : learningText(description.training)
  return [`Classifier ${name}`, ...lines, made, thresholdsText(description), ''].join('\n')
}

function setRows({ sets }: ClassifierDescription, time: TimeFormat): [string, string][] {
  return SET_TYPES.flatMap((type): [string, string][] => {
    const ranges = sets[type].map((range) => rangeText(range, time))
    return ranges.length > 0 ? [[type, ranges.join('; ')]] : []
  })
}

function rangeText({ from, to }: TimeRange, time: TimeFormat): string {
  return `${time.minute(from)} … ${time.minute(to)}`
}
