import type { TrainingOptions } from '../../src/dashboard/training/api.js'
import { address, setParams } from '../app/address.js'

/** Fields of the form of a training, as its query and its body have them; all of them are kept in the address. */
export const FIELDS = [
  'features',
  'target',
  'events',
  'net',
  'params',
  'base',
  'common',
  'seed',
  'epochs',
  'patience',
  'batch',
  'scaler',
  'sampling',
  'select',
  'best',
  'optimizer',
  'learningRate',
  'momentum',
  'weightDecay',
  'schedule',
  'warmup',
  'floor',
  'plateauPatience',
  'plateauFactor',
  'name',
  'overwrite',
  'unchecked',
] as const
export type Field = (typeof FIELDS)[number]

export type FormValues = Readonly<Partial<Record<Field, string>>>

/** What is chosen: by the address, else what newcomers begin with. */
export function formValues(options: TrainingOptions): FormValues {
  const { query } = address.value
  const given = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = query.get(field)
      return value === null || value === '' ? [] : [[field, value] as const]
    }),
  )
  return {
    features: preferred(options.features, 'F2cond20'),
    target: preferred(options.targets, 'T10up5low30min'),
    net: preferred(options.nets, 'MLP'),
    ...given,
  }
}

function preferred(offered: readonly { readonly id: string }[], id: string): string {
  return offered.some((one) => one.id === id) ? id : (offered[0]?.id ?? '')
}

/** Fields that mean nothing any more when another one changes. */
const DROPPED: Readonly<Partial<Record<Field, readonly Field[]>>> = {
  net: ['params'],
  features: ['params'],
  optimizer: ['momentum', 'weightDecay'],
  schedule: ['floor', 'plateauPatience', 'plateauFactor'],
}

/** Sets a field; what belongs to its value before goes with that. */
export function setField(field: Field, value: string): void {
  const dropped = (DROPPED[field] ?? []).map((name) => [name, undefined] as const)
  setParams({ ...Object.fromEntries(dropped), [field]: value })
}

/** `l1=24,l2=16` as names and values. */
export function paramsOf(text: string | undefined): Map<string, string> {
  return new Map(
    (text ?? '')
      .split(',')
      .map((pair) => pair.split('='))
      .flatMap(([name, value]) => (name && value ? [[name, value] as const] : [])),
  )
}

export function paramsText(params: ReadonlyMap<string, string>): string {
  return [...params].map(([name, value]) => `${name}=${value}`).join(',')
}
