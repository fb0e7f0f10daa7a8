import { UserError } from '../../core/errors.js'
import { defineNet, type Layer, type NetParams } from '../net.js'

/**
 * The seed's net: two or three dense layers with dropout between them. Parameters: `l1`, `l2`, `l3` units (`l3` 0 leaves the
 * third layer out), `dropout` the share dropped.
 */
export default defineNet({
  id: 'MLP',
  version: 1,
  searchSpace: (inputs) => ({
    l1: [share(inputs, 0.7, 9), share(inputs, 1.2, 9)].filter(isFirst),
    l2: [share(inputs, 0.5, 6), share(inputs, 0.8, 6)].filter(isFirst),
    l3: [0, share(inputs, 0.3, 3)],
    dropout: [0.2, 0.45, 0.8],
  }),
  defaults: (inputs) => ({ l1: share(inputs, 1.2, 9), l2: share(inputs, 0.8, 6), l3: 0, dropout: 0.2 }),
  build: (params, _, classes) => {
    const [l1, l2, l3] = [unitsOf(params, 'l1', 1), unitsOf(params, 'l2', 1), unitsOf(params, 'l3', 0)]
    const dropout: Layer = { type: 'dropout', rate: rateOf(params) }
    return [
      { type: 'dense', units: l1, activation: 'relu', kernelInitializer: 'heUniform' },
      dropout,
      { type: 'dense', units: l2, activation: 'relu' },
      ...(l3 ? [dropout, { type: 'dense', units: l3, activation: 'relu' } as const] : []),
      { type: 'dense', units: classes, activation: 'softmax' },
    ]
  },
})

function share(inputs: number, factor: number, least: number): number {
  return Math.max(least, Math.floor(inputs * factor))
}

function isFirst(value: number, index: number, all: readonly number[]): boolean {
  return all.indexOf(value) === index
}

function unitsOf(params: NetParams, name: string, least: number): number {
  const units = params[name]
  if (units !== undefined && Number.isInteger(units) && units >= least) return units
  throw new UserError(`MLP: ${name} is ${units ?? 'missing'}: expected a whole number of units from ${least}`)
}

function rateOf({ dropout }: NetParams): number {
  if (dropout !== undefined && dropout >= 0 && dropout < 1) return dropout
  throw new UserError(`MLP: dropout is ${dropout ?? 'missing'}: expected a share from 0 to below 1`)
}
