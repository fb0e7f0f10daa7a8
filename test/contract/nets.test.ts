import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/core/errors.js'
import { createRng } from '../../src/core/rng.js'
import { netCatalog } from '../../src/nets/catalog.js'
import { planNet } from '../../src/nets/plan/plan-net.js'
import { windowOf, type NetParams, type SearchSpace } from '../../src/nets/net.js'
import { openTrainingSession } from '../../src/nets/training/training-session.js'

const catalog = await netCatalog()
const sizes = [
  { inputs: 1, classes: 2 },
  { inputs: 20, classes: 3 },
  { inputs: 110, classes: 3 },
]

/** Every combination of a search space. */
function combinations(space: SearchSpace): NetParams[] {
  return Object.entries(space).reduce<NetParams[]>(
    (all, [name, values]) => all.flatMap((params) => values.map((value) => ({ ...params, [name]: value }))),
    [{}],
  )
}

describe('the catalog of nets', () => {
  it('has the nets of its folder, each named as its file', async () => {
    const files = await readdir(new URL('../../src/nets/catalog/', import.meta.url))
    expect([...catalog.keys()].sort()).toEqual(files.map((name) => name.replace(/\.ts$/, '')).sort())
  })

  it('has nets that look at one minute, and nets that look at several', () => {
    const windows = [...catalog.values()].map(({ value: net }) => windowOf(net, net.defaults(20)))
    expect(windows.some((window) => window === 1)).toBe(true)
    expect(windows.some((window) => window > 1)).toBe(true)
  })
})

for (const [id, { value: net }] of catalog) {
  describe(`net ${id}`, () => {
    it('has a version', () => {
      expect(Number.isInteger(net.version) && net.version > 0).toBe(true)
    })

    for (const { inputs, classes } of sizes) {
      it(`builds from its defaults and from all of its search space, ${inputs} inputs, ${classes} classes`, () => {
        const space = net.searchSpace(inputs)
        expect(Object.keys(net.defaults(inputs)).sort()).toEqual(Object.keys(space).sort())
        for (const values of Object.values(space)) expect(new Set(values).size).toBe(values.length)
        for (const params of [net.defaults(inputs), ...combinations(space)]) {
          const plan = planNet(net.build(params, inputs, classes), inputs, classes, windowOf(net, params))
          expect(plan.weights).toBeGreaterThan(0)
        }
      })
    }

    it('builds the same layers from the same parameters', () => {
      expect(net.build(net.defaults(20), 20, 3)).toEqual(net.build(net.defaults(20), 20, 3))
    })

    it('refuses parameters that make no net, by a line for the user', () => {
      for (const name of Object.keys(net.searchSpace(20))) {
        const { [name]: _, ...rest } = net.defaults(20)
        const made = (params: NetParams) => [windowOf(net, params), net.build(params, 20, 3)]
        expect(() => made(rest)).toThrow(UserError)
        expect(() => made({ ...rest, [name]: NaN })).toThrow(new RegExp(`${name} is NaN`))
        expect(() => made({ ...rest, [name]: -1 })).toThrow(UserError)
      }
    })

    it('learns something simple', async () => {
      const [inputs, rows, batchSize, steps] = [4, 512, 64, 300]
      const rng = createRng(1)
      const window = windowOf(net, net.defaults(inputs))
      const first = window - 1
      const features = Float32Array.from({ length: rows * inputs }, () => rng.normal())
      const labels = Uint8Array.from({ length: rows }, (_, row) => Number((features[row * inputs] ?? 0) > 0))
      const session = await openTrainingSession({
        layers: net.build(net.defaults(inputs), inputs, 2),
        window,
        inputs,
        classes: 2,
        batchSize,
        seed: 1,
        learningRate: 0.01,
        data: { rows, features, labels },
      })
      const chunk = {
        rows: Int32Array.from({ length: steps * batchSize }, () => first + rng.below(rows - first)),
        firstStep: 0,
      }
      const losses = await session.run(chunk)
      expect(losses.every(Number.isFinite)).toBe(true)
      const seen = labels.subarray(first)
      const windows = Array.from(seen, (_, row) => features.subarray(row * inputs, (row + window) * inputs))
      const scores = await session.predict(Float32Array.from(windows.flatMap((values) => [...values])))
      const right = seen.filter((label, row) => Number((scores[row * 2 + 1] ?? 0) > 0.5) === label).length
      expect(right / seen.length).toBeGreaterThan(0.9)
      await session.close()
    })
  })
}
