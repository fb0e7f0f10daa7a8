/** The colour of a base's line, one of the theme's series colours. */
export function ColorDot({ index }: { readonly index: number }) {
  return <span class={`dot dot-${1 + (index % 8)}`} aria-hidden="true" />
}
