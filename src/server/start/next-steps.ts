import type { StartStep, WorkspaceState } from '../api/start.js'

type Step = Omit<StartStep, 'state'> & { readonly done: boolean }

/** The way from an empty folder to a paper trade; the first step that is not done is the next one. */
export function nextSteps(state: WorkspaceState): StartStep[] {
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
      commands: ['followupward init'],
      action: { id: 'init', title: 'Make one here' },
    }
  }
  return {
    ...known,
    text: 'This folder is empty. The demo makes a workspace with a simulated market, a trained classifier and a paper trade in under a minute, offline; or begin one of your own.',
    commands: ['followupward demo --folder .', 'followupward init'],
    action: { id: 'demo', title: 'Make the demo here' },
  }
}

function candlesStep({ bases, minutes, simulated }: WorkspaceState): Step {
  const known = {
    id: 'candles',
    title: 'Candles',
    page: { href: '/data', title: 'Data' },
    done: bases.length > 0,
  } as const
  if (bases.length > 0) {
    return { ...known, text: `${namesText(bases)}: ${minutes.toLocaleString('en')} minutes`, commands: [] }
  }
  if (simulated) {
    return {
      ...known,
      text: 'The workspace’s market is simulated and has no candles.',
      commands: ['followupward demo'],
    }
  }
  return {
    ...known,
    text: 'Minute candles of the pairs that you want to look at: from the exchange, or from files that you have.',
    commands: ['followupward update-history --base btc,eth --from 2024-01-01', 'followupward import FILE…'],
  }
}

function definitionsStep({ features, targets, bases }: WorkspaceState): Step {
  const done = features.length > 0 && targets.length > 0
  const base = bases[0] ?? 'btc'
  return {
    id: 'definitions',
    title: 'Features and targets',
    done,
    text: done
      ? `${namesText(features)}; ${namesText(targets)}`
      : 'What a net sees of the candles, and what it is to tell. Those of the catalog are ready; your own are one file each.',
    commands: done
      ? []
      : [`followupward compute F2cond20 --base ${base}`, `followupward compute T10up5low30min --base ${base}`],
    page: { href: '/definitions', title: 'Features & targets' },
  }
}

function trainingStep({ classifiers, sets }: WorkspaceState): Step {
  const done = classifiers.length > 0
  return {
    id: 'training',
    title: 'A classifier',
    done,
    text: done
      ? namesText(classifiers)
      : sets
        ? 'A net learns from the training set; the validation set chooses its best epoch and thresholds.'
        : 'A net learns from ranges of time that sets_split.csv names; there is none yet: init writes one to be edited.',
    commands: done ? [] : ['followupward train --features F2cond20 --target T10up5low30min'],
    page: done ? { href: '/training', title: 'Training' } : { href: '/training?view=new', title: 'Start a training' },
  }
}

function assessmentStep({ classifiers, reports }: WorkspaceState): Step {
  const [first = 'NAME'] = classifiers
  return {
    id: 'assessment',
    title: 'An assessment',
    done: reports.length > 0,
    text:
      reports.length > 0
        ? namesText(reports)
        : 'What trading on the scores would have gained on the test set, which had no say in any choice.',
    commands: reports.length > 0 ? [] : [`followupward assess ${first}`],
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
    commands: traded ? [] : [`followupward trade --classifier ${first}`],
    page: { href: '/trading', title: 'Trading' },
  }
}

/** `btc, eth, fil and 21 more` */
function namesText(names: readonly string[]): string {
  const shown = names.slice(0, 4)
  const more = names.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}
