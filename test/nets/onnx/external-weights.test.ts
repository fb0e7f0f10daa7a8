import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { embedWeights } from '../../../src/workspace/files/parse-net.js'
import {
  changeFields,
  changeNested,
  encodeBytesField,
  fieldText,
  encodeVarintField,
  parseFields,
} from '../../../src/nets/onnx/protobuf-fields.js'
import { listExternalFiles, embedExternalWeights } from '../../../src/nets/onnx/external-weights.js'
import { wrapModel } from '../../../src/nets/import/wrap-model.js'
import { readOnnxModel } from '../../../src/nets/import/import-onnx-model.js'
import { openScorer } from '../../../src/nets/scorer.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { farthest, fixtureBytes, sampleRows, schemaOf } from '../import/net-fixtures.js'

const NAME = 'torch-logits.onnx'
const RAW = 9

/** The model as PyTorch saves it with its weights in a file of their own, and that file. */
async function apart(location = 'net.onnx.data'): Promise<{ model: Uint8Array; weights: Uint8Array }> {
  const data: Uint8Array[] = []
  let offset = 0
  const tensor = (message: Uint8Array): Uint8Array =>
    changeFields(message, {
      [RAW]: ({ body }) => {
        const entries = { location, offset: String(offset), length: String(body.length) }
        data.push(body)
        offset += body.length
        const pairs = Object.entries(entries).map(([key, value]) =>
          encodeBytesField(13, Buffer.concat([encodeBytesField(1, key), encodeBytesField(2, value)])),
        )
        return Buffer.concat([...pairs, encodeVarintField(14, 1)])
      },
    })
  const model = changeFields(await fixtureBytes(NAME), {
    7: changeNested((graph) => changeFields(graph, { 5: changeNested(tensor) })),
  })
  return { model, weights: Buffer.concat(data) }
}

describe('weights in a file beside the model', () => {
  test('are put into it, where it scores as if they had always been there', async () => {
    const { model, weights } = await apart()
    expect(weights.length).toBeGreaterThan(500)
    expect(listExternalFiles(model)).toEqual(['net.onnx.data'])
    const whole = embedExternalWeights(model, new Map([['net.onnx.data', weights]]))
    expect(listExternalFiles(whole)).toEqual([])
    const net = await readOnnxModel(whole, schemaOf(NAME))
    const { features, rows, center, scale } = sampleRows()
    const scorer = await openScorer(wrapModel(net.model, net.wrapper, 'logits'))
    expect(farthest(await scorer.score(features, rows, center, scale), NAME)).toBeLessThan(1e-6)
    await scorer.close()
  })

  test('that were cut short are named', async () => {
    const { model, weights } = await apart()
    const files = new Map([['net.onnx.data', weights.subarray(0, weights.length - 1)]])
    const [graph] = parseFields(model).filter(({ number }) => number === 7)
    const last = parseFields(graph?.body ?? new Uint8Array()).findLast(({ number }) => number === 5)
    const name = fieldText(parseFields(last?.body ?? new Uint8Array()), 8)
    expect(name).not.toBe('')
    expect(() => embedExternalWeights(model, files)).toThrow(`net.onnx.data ends before the weights ${name}`)
  })

  test('are read from the folder of the model, and from no other', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'net.onnx')
    const { model, weights } = await apart()
    await expect(embedWeights(model, file, 'net.onnx')).rejects.toThrow(
      /there is no file .*net\.onnx\.data; net\.onnx has its weights there: bring it along/,
    )
    await writeFile(join(folder, 'net.onnx.data'), weights)
    expect(await embedWeights(model, file, 'net.onnx')).toEqual(
      embedExternalWeights(model, new Map([['net.onnx.data', weights]])),
    )
    await writeFile(join(folder, 'net.onnx.data'), weights.subarray(9))
    await expect(embedWeights(model, file, 'net.onnx')).rejects.toThrow(
      /^net\.onnx: net\.onnx\.data ends before the weights .*: it was cut short, or belongs to another model$/,
    )
    for (const elsewhere of ['../secret', 'a/../../secret', '/etc/hostname', '']) {
      const other = await apart(elsewhere)
      await expect(embedWeights(other.model, file, 'net.onnx')).rejects.toThrow(
        /which is not beside it; save it as one/,
      )
    }
    expect(await embedWeights(Buffer.from('no model'), file, 'net.onnx')).toEqual(Buffer.from('no model'))
  })

  test('a model without any stays as it is, to the byte', async () => {
    const model = await fixtureBytes(NAME)
    expect(listExternalFiles(model)).toEqual([])
    expect(Buffer.from(embedExternalWeights(model, new Map())).equals(model)).toBe(true)
  })
})
