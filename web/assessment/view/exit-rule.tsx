import type { AssessedExits } from '../../../src/assessment/view/assessment-view.js'
import { setParams } from '../../app/address.js'
import { formatPercent } from '../../ui/format.js'
import { Select } from '../../ui/select.js'

/** `sold by the sell threshold alone` */
export function describeExits(exits: AssessedExits['exits']): string {
  const { stopLoss, takeProfit, trailingStop, maxMinutes, lossMinutes, trigger } = exits
  const rules = [
    stopLoss ? `at ${formatPercent(stopLoss, 1)} below the purchase` : '',
    takeProfit ? `at ${formatPercent(takeProfit, 1)} above it` : '',
    trailingStop ? `at ${formatPercent(trailingStop, 1)} below the highest since` : '',
    maxMinutes ? `after ${maxMinutes} min` : '',
    lossMinutes ? `after more than ${lossMinutes} min at a loss` : '',
  ].filter((rule) => rule !== '')
  if (rules.length === 0) return 'sold by the sell threshold alone'
  return `also sold ${rules.join(', ')}${trigger === 'high-low' ? ', within minutes' : ''}`
}

function minutesOf({ lossMinutes = 0 }: AssessedExits['exits']): number {
  return lossMinutes
}

/** The rule that every figure of the page is made by. */
export function ExitSelect({ exits }: { readonly exits: AssessedExits }) {
  const lossMinutes = minutesOf(exits.exits)
  const assessDefault = minutesOf(exits.assessDefault)
  const tradeDefault = minutesOf(exits.tradeDefault)
  const choices = [...new Set([0, assessDefault, tradeDefault, lossMinutes])].sort((a, b) => a - b)
  return (
    <Select
      label="Positions are"
      name="loss"
      value={String(lossMinutes)}
      tooltip="at a loss: the close stays below the purchase for so many minutes in a row, without a signal to buy"
      options={choices.map((minutes) => ({
        id: String(minutes),
        title: `${describeExits({ ...exits.exits, lossMinutes: minutes })}${minutes === tradeDefault ? ', as trading does' : ''}`,
      }))}
      onChange={(value) =>
        setParams(
          { loss: Number(value) === assessDefault ? undefined : value, trade: undefined, skip: undefined },
          true,
        )
      }
    />
  )
}
