import type { AssessedExits } from '../../src/dashboard/assessment/api.js'
import { setParams } from '../app/address.js'
import { describeExits } from './describe-exits.js'
import { Select } from '../ui/select.js'

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
