import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readNetColumns } from '../../../src/workspace/files/read-net-columns.js'
import { readScaler } from '../../../src/workspace/files/read-scaler.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** The center and scale of each base, for a net that reads `a` and `b` of a set that has `c` between them too. */
async function scalersIn(name: string, content: string | Uint8Array, bases = ['fil']): Promise<unknown[]> {
  const file = join(await temporaryFolder(), name)
  await writeFile(file, content)
  const scalers = await readScaler(file, bases, { columns: ['a', 'b'], inputs: ['a', 'c', 'b'] })
  return scalers.map(({ center, scale }) => [[...center], [...scale]])
}

const placed = [
  [
    [-2, 0, 0.5],
    [4, 1, 2],
  ],
]

describe('a scaler from a file', () => {
  test('in JSON, plain or as scikit-learn calls its attributes', async () => {
    expect(await scalersIn('s.json', '{"center": [-2, 0.5], "scale": [4, 2]}')).toEqual(placed)
    expect(await scalersIn('s.json', '{"mean_": [-2, 0.5], "scale_": [4, 2], "var_": [16, 4]}')).toEqual(placed)
    expect(
      await scalersIn('s.json', '{"center_": [0.5, -2], "scale_": [2, 4], "feature_names_in_": ["b", "a"]}'),
    ).toEqual(placed)
    expect(await scalersIn('s.json', '{"min_": [0.5, -0.25], "scale_": [0.25, 0.5]}')).toEqual(placed)
  })

  test('by base', async () => {
    const json = '{"FIL": {"center": [-2, 0.5], "scale": [4, 2]}, "near": {"center": [0, 0], "scale": [1, 1]}}'
    const plain = [
      [0, 0, 0],
      [1, 1, 1],
    ]
    expect(await scalersIn('s.json', json, ['near', 'fil'])).toEqual([plain, ...placed])
    const csv = 'base,feature,mean,std\nfil,b,0.5,2\nfil,a,-2,4\nnear,a,0,1\nnear,b,0,1\n'
    expect(await scalersIn('s.csv', csv, ['near', 'fil'])).toEqual([plain, ...placed])
    await expect(scalersIn('s.csv', csv, ['btc'])).rejects.toThrow(/has no base btc; it has fil, near/)
  })

  test('in csv, with names or in the order of the net, and of numpy', async () => {
    expect(await scalersIn('s.csv', 'feature,center,scale\nb,0.5,2\na,-2,4\nz,1,1\n')).toEqual(placed)
    expect(await scalersIn('s.csv', 'center,scale\n-2,4\n5e-1,2\n')).toEqual(placed)
    const npz = await readFile(new URL('../../fixtures/nets/scaler.npz', import.meta.url))
    expect(await scalersIn('s.npz', npz)).toEqual(placed)
    await expect(scalersIn('s.npz', npz.subarray(0, 200))).rejects.toThrow(/s\.npz is torn or not a zip file/)
  })

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['s.json', '{"center": [1], "scale": [1]}', /has 1 values, but the net has 2 features/],
    ['s.json', '{"center": [1, 2], "scale": [1]}', /has 2 centers, but 1 scales/],
    ['s.json', '{"center": [1, 2], "scale": [1, 0]}', /has center 2 and scale 0 for b: expected numbers, no scale 0/],
    ['s.json', '{"columns": ["a", "x"], "center": [1, 2], "scale": [1, 1]}', /has nothing for feature b/],
    ['s.json', '{"something": 1}', /has no center and scale/],
    ['s.json', '{"center": [1', /is not whole JSON/],
    ['s.csv', 'feature,center\na,1\n', /is not lines of feature,center,scale/],
    ['s.csv', 'feature,center,scale\na,one,2\n', /is not lines of feature,center,scale/],
    ['s.pkl', 'x', /expected none, standard, robust, or a file/],
  ]
  test.each(refused)('%s with %s is refused', async (name, content, line) => {
    await expect(scalersIn(name, content)).rejects.toThrow(line)
  })

  test('that is not there', async () => {
    const nets = { columns: ['a'], inputs: ['a'] }
    await expect(readScaler('/nowhere/s.json', ['fil'], nets)).rejects.toThrow(
      /scaler: there is no file \/nowhere\/s\.json/,
    )
  })
})

test('columns come as a list, or in a file', async () => {
  const folder = await temporaryFolder()
  const columnsOf = async (name: string, text: string): Promise<string[]> => {
    await writeFile(join(folder, name), text)
    return readNetColumns(name, folder)
  }
  expect(await readNetColumns('a, b,c', folder)).toEqual(['a', 'b', 'c'])
  expect(await columnsOf('c.json', '["a", "b"]')).toEqual(['a', 'b'])
  expect(await columnsOf('o.json', '{"columns": ["a"]}')).toEqual(['a'])
  expect(await columnsOf('c.txt', 'a\r\nb\n')).toEqual(['a', 'b'])
  await expect(columnsOf('x.json', '{"a": 1}')).rejects.toThrow(/holds no list of names/)
  await expect(readNetColumns(' , ', folder)).rejects.toThrow(/names nothing/)
})
