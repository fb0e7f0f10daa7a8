/** A value as a bar to the right of a middle line, or to its left where it is negative; `highest` fills half of the width. */
export function GainBar({ value, highest }: { readonly value: number; readonly highest: number }) {
  const width = highest > 0 ? (50 * Math.abs(value)) / highest : 0
  const start = value < 0 ? 50 - width : 50
  return (
    <span class="share-bar" aria-hidden="true">
      <i class={value < 0 ? 'down' : 'up'} style={{ '--start': `${start}%`, '--width': `${width}%` }} />
    </span>
  )
}
