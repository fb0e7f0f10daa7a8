import { UserError } from '../../core/errors.js'
import { gradientRules, type Pullback, type GradientTerm } from './gradient-rules.js'
import type { Graph, GraphNode } from './graph.js'
import { add, zeros } from './operators.js'
import type { Value } from './values.js'

/**
 * Reverse-mode differentiation: adds the nodes that compute the derivatives of a scalar by `parameters`, given its
 * derivative by `target` (`cotangent`, of the same shape). Throws UserError where the way from a parameter to the target
 * leads through a primitive without a rule.
 */
export function differentiate(
  graph: Graph,
  target: Value,
  cotangent: Value,
  parameters: readonly Value[],
): readonly Value[] {
  const forward = [...graph.nodes]
  const varying = dependentsOf(forward, parameters)
  const cotangents = new Map<Value, Value>([[target, cotangent]])
  for (const node of forward.toReversed()) {
    if (!node.outputs.some((output) => cotangents.has(output)) || !node.inputs.some((x) => varying.has(x))) continue
    const found = ruleOf(node)(pullbackOf(graph, node, cotangents, varying))
    for (const [index, input] of node.inputs.entries()) {
      const share = found[index]
      if (share && varying.has(input)) cotangents.set(input, addTerm(graph, cotangents.get(input), share))
    }
  }
  return parameters.map((parameter) => cotangents.get(parameter) ?? zeros(graph, parameter))
}

function addTerm(graph: Graph, sum: Value | undefined, share: GradientTerm): Value {
  if (typeof share === 'function') return share(sum)
  return sum ? add(graph, sum, share) : share
}

/** Every value that changes with one of `roots`. */
function dependentsOf(nodes: readonly GraphNode[], roots: readonly Value[]): ReadonlySet<Value> {
  const varying = new Set(roots)
  for (const node of nodes) {
    if (!node.inputs.some((input) => varying.has(input))) continue
    for (const output of node.outputs) if (output.type === 'float' || output.type === 'double') varying.add(output)
  }
  return varying
}

function ruleOf(node: GraphNode) {
  const rule = gradientRules[node.op]
  if (rule) return rule
  const known = Object.keys(gradientRules).join(', ')
  throw new UserError(
    `the net cannot be trained: the primitive ${node.op} has no gradient rule; there are rules for ${known}`,
  )
}

function pullbackOf(
  graph: Graph,
  node: GraphNode,
  cotangents: ReadonlyMap<Value, Value>,
  varying: ReadonlySet<Value>,
): Pullback {
  const at = (values: readonly Value[], index: number): Value => {
    const value = values[index]
    if (!value) throw new RangeError(`${node.op} has no value ${index}`)
    return value
  }
  return {
    graph,
    node,
    input: (index) => at(node.inputs, index),
    output: (index) => at(node.outputs, index),
    cotangent: (index) => cotangents.get(at(node.outputs, index)) ?? zeros(graph, at(node.outputs, index)),
    needs: (index) => {
      const input = node.inputs[index]
      return input !== undefined && varying.has(input)
    },
  }
}
