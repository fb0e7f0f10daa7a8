import type { TrainingForm } from './training-form.js'

/** Values that `train` takes where an option is left out. */
const DEFAULTS: Readonly<Record<string, string>> = {
  net: 'MLP',
  seed: '1',
  epochs: '50',
  patience: '10',
  batch: '32',
  scaler: 'robust',
  sampling: 'balanced',
  select: 'robust',
}

/** The command line of a form, what is the default left out. */
export function trainArgs({ common, overwrite, unchecked, ...values }: TrainingForm): string[] {
  const options = Object.entries(values).flatMap(([name, value]) => {
    const text = value === undefined ? '' : String(value).replace(/,$/, '')
    return text === '' || text === DEFAULTS[name] ? [] : [flagOf(name), text]
  })
  const flags = Object.entries({ common, overwrite, unchecked }).flatMap(([name, isSet]) =>
    isSet ? [`--${name}`] : [],
  )
  return ['train', ...options, ...flags]
}

/** `learningRate` is `--learning-rate`. */
function flagOf(field: string): string {
  const name = { batch: 'batchSize', best: 'monitor' }[field] ?? field
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** Name of the classifier that it makes. */
export function classifierName({ name, net, features, target, events, seed }: TrainingForm): string {
  return name ?? [net, features, target, events ?? [], seed].flat().join('-')
}

/** The command line of a run, going on where it was cut off; paths that were relative to `cwd` are made absolute by `resolve`. */
export function resumeArgs(args: readonly string[], resolve: (path: string) => string): string[] {
  const kept: string[] = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    const [option, value] = splitOption(arg)
    if (['--resume', '--json', '--verbose'].includes(option)) continue
    if (option === '--workspace') {
      if (value === undefined) index++
    } else if (PATHS.has(option)) {
      kept.push(option, resolve(value ?? args[++index] ?? ''))
    } else kept.push(arg)
  }
  return [...kept, '--resume']
}

const PATHS = new Set(['--sets', '--out', '--tensorboard'])

function splitOption(arg: string): readonly [string, string?] {
  const [, option, value] = /^(--[\w-]+)=(.*)$/s.exec(arg) ?? []
  return option === undefined || value === undefined ? [arg] : [option, value]
}
