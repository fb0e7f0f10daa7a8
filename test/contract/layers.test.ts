import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { LAYER_TYPES } from '../../src/nets/layers/index.js'
import { parseLayers } from '../../src/nets/plan/parse-layers.js'

describe('the types of layers', () => {
  it('are the files of their folder, each named as its type', async () => {
    const files = await readdir(new URL('../../src/nets/layers/', import.meta.url))
    const names = files.filter((name) => name !== 'index.ts').map((name) => name.replace(/\.ts$/, ''))
    expect(LAYER_TYPES.map(({ type }) => type).sort()).toEqual(names.sort())
  })

  for (const { type } of LAYER_TYPES) {
    it(`refuse an option that ${type} does not have, in the name of the layer`, () => {
      expect(() => parseLayers([{ type, colour: 'red' }])).toThrow(/^layer 1/)
      expect(() => parseLayers([{ type: 'residual', layers: [{ type, colour: 'red' }] }])).toThrow(
        /^layer 1, layers\.0/,
      )
    })
  }
})
