import { readArrow } from '../../ohlcv/import/read-arrow.js'
import { readHdf5 } from '../../ohlcv/import/read-hdf5.js'
import { readJson } from '../../ohlcv/import/read-json.js'
import { readParquet } from '../../ohlcv/import/read-parquet.js'
import type { SourceTable } from '../../ohlcv/import/source-table.js'
import type { TableKind } from './candle-file-kind.js'
import type { UnpackBudget } from './unpack-budget.js'

/** Reads a table of any kind. Throws UserError naming `label`, and LimitError where it unpacks to more than the budget. */
export function readTable(
  kind: TableKind,
  bytes: Uint8Array,
  label: string,
  budget: UnpackBudget,
): SourceTable | Promise<SourceTable> {
  switch (kind) {
    case 'arrow':
      return readArrow(bytes, label, budget.take)
    case 'parquet':
      return readParquet(bytes, label, budget.take)
    case 'hdf5':
      return readHdf5(bytes, label)
    case 'json':
      return readJson(bytes, label)
  }
}
