import { extname, resolve } from 'node:path'
import { useCases } from '../../workspace/use-cases.js'
import { requestCommand } from '../request-command.js'
import { importedText } from '../train/training-text.js'

/** Columns and scalers may be words or files; a file is that of the folder that the command was typed in. */
const FILE_ENDINGS = new Set(['.json', '.csv', '.txt', '.npz'])

export default requestCommand({
  useCase: useCases['classifiers.import'],
  prepare: async (request, { io }) => {
    const files = ['columns', 'scaler'].flatMap((key): [string, unknown][] => {
      const value = request[key]
      const isFile = typeof value === 'string' && FILE_ENDINGS.has(extname(value).toLowerCase())
      return isFile ? [[key, resolve(io.cwd, value)]] : []
    })
    return { ...request, ...Object.fromEntries(files) }
  },
  text: importedText,
  next: ({ classifier }) => `assess ${classifier.name}`,
})
