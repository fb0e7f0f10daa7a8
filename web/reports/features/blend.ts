/** A colour between two of the form #rrggbb; `share` 0 is the first one. */
export function blendColors(from: string, to: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [a, b] = [from, to].map((color) => Number.parseInt(color.slice(at, at + 2), 16))
    return Math.round((a ?? 0) + ((b ?? 0) - (a ?? 0)) * share)
  })
  return `rgb(${parts.join(' ')})`
}
