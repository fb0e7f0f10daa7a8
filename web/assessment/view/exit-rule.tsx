import type { ExitRule } from '../../../src/assessment/view/assessment-view.js'
import { setParams } from '../../app/address.js'
import { Select } from '../../ui/select.js'

/** `sold by the sell threshold alone` */
export function describeExits({ lossMinutes }: Pick<ExitRule, 'lossMinutes'>): string {
  return lossMinutes === 0
    ? 'sold by the sell threshold alone'
    : `also sold after more than ${lossMinutes} min at a loss`
}

/** The rule that every figure of the page is made by. */
export function ExitSelect({ exits }: { readonly exits: ExitRule }) {
  const { lossMinutes, assessDefault, tradeDefault } = exits
  const choices = [...new Set([0, assessDefault, tradeDefault, lossMinutes])].sort((a, b) => a - b)
  return (
    <Select
      label="Positions are"
      name="loss"
      value={String(lossMinutes)}
      tooltip="at a loss: the close stays below the purchase for so many minutes in a row, without a signal to buy"
      options={choices.map((minutes) => ({
        id: String(minutes),
        title: `${describeExits({ lossMinutes: minutes })}${minutes === tradeDefault ? ', as trading does' : ''}`,
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
