import { isDeepStrictEqual } from 'node:util'
import type { CheckName, Finding } from '../../checks/finding.js'
import type { CatalogEntry } from '../../definitions/catalog.js'
import { UserError, messageOf } from '../../core/errors.js'
import { planNet } from '../../nets/plan/plan-net.js'
import { windowOf, type Net, type NetParams } from '../../nets/net.js'
import type { CheckReport } from './result.js'

const CHECKS: readonly CheckName[] = ['shape', 'determinism']
/** Numbers of features and classes that nets are built for. */
const SIZES = [
  { inputs: 1, classes: 2 },
  { inputs: 20, classes: 3 },
  { inputs: 110, classes: 3 },
]

/**
 * Whether a net can be built, from its defaults and from each value of its search space, for several numbers of features, and
 * gives the same layers each time. Nothing is trained.
 */
export function checkNet({ value: net, file, userDefined }: CatalogEntry<Net>): CheckReport {
  const findings: Finding[] = []
  for (const { inputs, classes } of SIZES) {
    const error = netErrorOf(net, inputs, classes)
    if (error) findings.push({ severity: 'failure', sample: sizeText(inputs, classes), ...error })
  }
  const samples = SIZES.map(({ inputs, classes }) => sizeText(inputs, classes))
  return {
    kind: 'nets',
    id: net.id,
    file,
    userDefined,
    sourceHash: '',
    scope: 'full',
    samples,
    findings,
    checks: CHECKS,
  }
}

function sizeText(inputs: number, classes: number): string {
  return `${inputs} → ${classes}`
}

function netErrorOf(net: Net, inputs: number, classes: number): Pick<Finding, 'check' | 'text'> | undefined {
  try {
    const tried = paramsOf(net, inputs)
    for (const params of tried) {
      const layers = net.build(params, inputs, classes)
      planNet(layers, inputs, classes, windowOf(net, params))
      net.learning?.(params)
      if (isDeepStrictEqual(layers, net.build(params, inputs, classes))) continue
      return { check: 'determinism', text: `build gives other layers when it is called again with ${shown(params)}` }
    }
    if (isDeepStrictEqual(tried, paramsOf(net, inputs))) return undefined
    return { check: 'determinism', text: 'defaults or searchSpace give other values when they are called again' }
  } catch (error) {
    return { check: 'shape', text: messageOf(error) }
  }
}

/** The defaults, and these with each value of the search space in turn. */
function paramsOf(net: Net, inputs: number): NetParams[] {
  const defaults = net.defaults(inputs)
  return [
    defaults,
    ...Object.entries(net.searchSpace(inputs)).flatMap(([name, values]) => {
      if (!(name in defaults)) throw new UserError(`searchSpace has ${name}, which defaults does not give a value`)
      return values.map((value) => ({ ...defaults, [name]: value }))
    }),
  ]
}

function shown(params: NetParams): string {
  return Object.entries(params)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}
