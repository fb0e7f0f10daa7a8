import { DAY } from '../../core/time.js'
import { formatCommand } from '../jobs/format-command.js'
import type { StartStep, WorkspaceState } from './api.js'

type Step = Omit<StartStep, 'state'> & { readonly done: boolean }

/** The way from an empty folder to a paper trade; the first step that is not done is the next one. */
export function listNextSteps(state: WorkspaceState): StartStep[] {
  const steps = [
    workspaceStep(state),
    candlesStep(state),
    definitionsStep(state),
    trainingStep(state),
    assessmentStep(state),
    tradingStep(state),
  ]
  const next = steps.findIndex(({ done }) => !done)
  return steps.map(({ done, ...step }, index) => ({
    ...step,
    state: done ? 'done' : index === next ? 'next' : 'later',
  }))
}

function workspaceStep({ configured, empty }: WorkspaceState): Step {
  const known = { id: 'workspace', title: 'A workspace', done: configured } as const
  if (configured)
    return { ...known, text: 'followupward.yaml is here; edit it to name bases, fees and limits', commands: [] }
  if (!empty) {
    return {
      ...known,
      text: 'This folder has no followupward.yaml yet: the defaults hold. A file of your own names exchange, bases and limits.',
      commands: [formatCommand('init', {})],
      action: { id: 'init', title: 'Create one here' },
    }
  }
  return {
    ...known,
    text: 'This folder is empty. The demo makes a workspace with a simulated market, a trained classifier and a paper trade in under a minute, offline; or begin one of your own.',
    commands: [formatCommand('demo', { folder: '.' }), formatCommand('init', {})],
    action: { id: 'demo', title: 'Create the demo here' },
  }
}

function candlesStep({ bases, candles, simulated }: WorkspaceState): Step {
  const known = {
    id: 'candles',
    title: 'Candles',
    page: { href: '/data', title: 'Data' },
    done: bases.length > 0,
  } as const
  if (bases.length > 0) {
    return { ...known, text: `${formatNames(bases)}: ${candles.toLocaleString('en')} candles`, commands: [] }
  }
  if (simulated) {
    return {
      ...known,
      text: 'The workspace’s market is simulated and has no candles.',
      commands: [formatCommand('demo', {})],
    }
  }
  return {
    ...known,
    text: 'Minute candles of the pairs that you want to look at: from the exchange, or from files that you have.',
    commands: [
      formatCommand('data.update', { bases: ['btc', 'eth'], from: '2024-01-01' }),
      `${formatCommand('data.import', {})} FILE…`,
    ],
  }
}

function definitionsStep({ features, targets, bases, classifiers }: WorkspaceState): Step {
  const isComputed = features.length > 0 && targets.length > 0
  const done = isComputed || classifiers.length > 0
  const base = bases[0] ?? 'btc'
  return {
    id: 'definitions',
    title: 'Features and targets',
    done,
    text: isComputed
      ? `${formatNames(features)}; ${formatNames(targets)}`
      : 'What a net sees of the candles, and what it is to tell. Those of the catalog are ready; your own are one file each.',
    commands: done
      ? []
      : ['F2cond20', 'T10up5low30min'].map((definition) => formatCommand('compute', { definition, base })),
    page: { href: '/definitions', title: 'Features & targets' },
  }
}

function trainingStep({ classifiers, sets, range }: WorkspaceState): Step {
  const known = { id: 'training', title: 'A classifier' } as const
  if (classifiers.length > 0) {
    return {
      ...known,
      done: true,
      text: formatNames(classifiers),
      commands: [],
      page: { href: '/training', title: 'Training' },
    }
  }
  const train = formatCommand('train', { features: 'F2cond20', target: 'T10up5low30min' })
  return {
    ...known,
    done: false,
    text: sets
      ? 'A net learns from the training set; the validation set chooses its best epoch and thresholds.'
      : 'A net learns from ranges of time that sets_split.csv names. There is none yet: this line writes one for what is stored.',
    commands: [...(sets || !range ? [] : [formatSetsCommand(range)]), train],
    page: { href: '/training?view=new', title: 'Start a training' },
  }
}

/** Days before the first features of the catalog. */
const HISTORY = 11 * DAY

/** Writes sets of three fifths, a fifth and a fifth of the time that has features; whole days, both ends inclusive. */
function formatSetsCommand({ from, to }: { readonly from: number; readonly to: number }): string {
  const first = Math.ceil(from / DAY) * DAY + HISTORY
  const days = Math.max(3, Math.floor((to - first) / DAY))
  const ends = [0.6, 0.8, 1].map((share) => Math.max(1, Math.round(share * days)))
  const lines = ['training', 'validation', 'test'].map((set, index) => {
    const begin = first + (index === 0 ? 0 : (ends[index - 1] ?? 0)) * DAY
    return `${set},${isoDay(begin)},${isoDay(first + ((ends[index] ?? 1) - 1) * DAY)}`
  })
  return `printf 'set_type,start,end\\n${lines.join('\\n')}\\n' > sets_split.csv`
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

function assessmentStep({ classifiers, reports }: WorkspaceState): Step {
  const [first = 'NAME'] = classifiers
  return {
    id: 'assessment',
    title: 'An assessment',
    done: reports.length > 0,
    text:
      reports.length > 0
        ? formatNames(reports)
        : 'What trading on the scores would have gained on the validation set; the test set stays sealed until you open it.',
    commands: reports.length > 0 ? [] : [formatCommand('assess', { classifier: first })],
    page: { href: '/assessment', title: 'Assessment' },
  }
}

function tradingStep({ classifiers, traded }: WorkspaceState): Step {
  const [first = 'NAME'] = classifiers
  return {
    id: 'trading',
    title: 'Paper trading',
    done: traded,
    text: traded
      ? 'The book has runs of a trader.'
      : 'The trading loop on the classifier’s scores with paper money: orders, fills and fees as on the exchange.',
    commands: traded ? [] : [formatCommand('trade', { classifier: first })],
    page: { href: '/trading', title: 'Trading' },
  }
}

/** `btc, eth, fil and 21 more` */
function formatNames(names: readonly string[]): string {
  const head = names.slice(0, 4)
  const more = names.length - head.length
  return more > 0 ? `${head.join(', ')} and ${more} more` : head.join(', ')
}
