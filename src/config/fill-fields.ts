import { z } from 'zod'
import { DEFAULT_FILLS, FILL_MODELS } from '../core/fill-rules.js'
import { fields } from './fields.js'

const model = z.enum(FILL_MODELS)
const stake = z.number().positive()
const impact = z.number().min(0)

/** How orders are filled, for what selects and for what is assessed: these fields stand in requests and in the section `selection`. */
export const fillFields = {
  fills: model.default(DEFAULT_FILLS.fills).register(fields, {
    help: 'what orders are filled at: the close of the minute that decides, or the next open plus half the spread and slippage',
    placeholder: 'model',
  }),
  stake: stake.default(DEFAULT_FILLS.stake).register(fields, {
    help: 'value of an order, for the slippage of realistic fills; an assumption',
    unit: 'quote',
  }),
  impact: impact.default(DEFAULT_FILLS.impact).register(fields, {
    help: 'share of a minute’s range that an order as large as its volume moves the price by, in realistic fills; an assumption',
    placeholder: 'share',
  }),
}

/** Section `selection`: the fills by which epochs and thresholds are chosen, and which assessments show; without defaults. */
export const selectionSection = z.strictObject({
  fills: model.exactOptional(),
  stake: stake.exactOptional(),
  impact: impact.exactOptional(),
})

/** The values of the section as a layer of a request. */
export function selectionLayer({ selection }: { readonly selection: z.output<typeof selectionSection> }): {
  readonly source: 'config'
  readonly values: Readonly<Record<string, unknown>>
  readonly nameOf: (key: string) => string
} {
  return { source: 'config', values: { ...selection }, nameOf: (key) => `selection.${key}` }
}
