import { z } from 'zod'
import { baseName } from '../../../config/common-fields.js'
import { fields } from '../../../config/fields.js'
import { FILE_COLUMNS } from '../../../ohlcv/import/column-names.js'

/** What happens to candles, or quotes, that differ from those that are stored. */
export const conflictRule = z
  .enum(['refuse', 'stored', 'new'])
  .default('refuse')
  .register(fields, { help: 'which candles win where they differ from those that are stored', placeholder: 'rule' })

/** Which files of candles or quotes to store, and what their names and their heads do not say. */
export const importDataSchema = z.strictObject({
  files: z.array(z.string().min(1)).min(1).register(fields, {
    help: '.zip of the Binance archive, .csv, .json (also with .gz), .parquet, .feather, .arrow, .h5; quotes: .csv, .csv.gz, .zip',
    placeholder: 'file',
    meaning: 'path',
    isArgument: true,
  }),
  content: z.enum(['candles', 'quotes']).optional().register(fields, {
    help: 'what the files hold',
    otherwise: 'quotes where the name of a file says so, else candles',
    placeholder: 'kind',
  }),
  market: z
    .string()
    .regex(/^[a-z]+$/, 'expected a market type such as spot or usdm')
    .optional()
    .register(fields, {
      help: 'market type, spot or usdm',
      otherwise: "the file name's or the workspace's",
      placeholder: 'type',
    }),
  exchange: z
    .string()
    .regex(/^[a-z0-9]+$/, 'expected an exchange such as binance')
    .optional()
    .register(fields, { help: 'exchange', otherwise: "the file name's or the workspace's", placeholder: 'id' }),
  base: baseName
    .optional()
    .register(fields, { help: 'short name of the base, where the file name does not say it', placeholder: 'name' }),
  symbol: z
    .string()
    .regex(/^[A-Z0-9]+\/[A-Z0-9]+(:[A-Z0-9-]+)?$/, 'expected a pair such as FIL/USDT')
    .optional()
    .register(fields, { help: 'unified pair such as FIL/USDT, instead of a base', placeholder: 'pair' }),
  conflict: conflictRule,
  columns: z.partialRecord(z.enum(FILE_COLUMNS), z.string().min(1)).optional().register(fields, {
    help: "the files' own names of columns, such as time=date,open=o; others are recognised",
    placeholder: 'names',
  }),
  timeFormat: z.string().min(1).optional().register(fields, {
    help: 's, ms, us, ns, iso, or a pattern such as "%d.%m.%Y %H:%M"',
    otherwise: 'recognised',
    placeholder: 'format',
  }),
  utcOffset: z
    .string()
    .regex(/^[-+](?:0\d|1[0-4]):[0-5]\d$/, 'expected an offset such as +02:00')
    .optional()
    .register(fields, {
      help: 'offset from UTC of times that are written without a zone',
      otherwise: '+00:00',
      placeholder: 'offset',
    }),
  maxSeconds: z.number().positive().optional().register(fields, {
    help: 'time after which the reading of a file is given up',
    otherwise: '10, and 1 for each MB of the file',
    unit: 'seconds',
  }),
  maxMemory: z.int().min(128).optional().register(fields, {
    help: 'memory that the reading of a file may take',
    otherwise: '768, and 8 for each MB of the file',
    unit: 'MB',
  }),
  maxUnpacked: z.int().min(1).optional().register(fields, {
    help: 'what a packed file may unpack to, all in it together',
    otherwise: '100 times its size, at least 64 and at most 1024',
    unit: 'MB',
  }),
})
export type ImportDataRequest = z.input<typeof importDataSchema>
