import { linkTo } from '../app/address.js'

/** The way to a base on the market page, its charts at a minute. */
export function linkToMarket(base: string, minute: number | undefined): string {
  return linkTo('/market', {
    base,
    focus: minute === undefined ? undefined : new Date(minute).toISOString().slice(0, 16),
  })
}
