import type { TradingRun } from '../../src/dashboard/trading/api.js'
import { Notice } from '../ui/notice.js'

/** Says where the account holds less than the book; nothing where they agree. */
export function DifferenceNotice({ differences }: Pick<TradingRun, 'differences'>) {
  if (differences.length === 0) return null
  const parts = differences.map(
    ({ currency, booked, balance }) => `${balance} ${currency} where the book has ${booked}`,
  )
  return (
    <Notice tone="bad">
      The account holds {parts.join(', ')}. Worth and gain are those of the book alone, and nothing is bought until they
      agree, or until a trader is started that accepts the balances.
    </Notice>
  )
}
