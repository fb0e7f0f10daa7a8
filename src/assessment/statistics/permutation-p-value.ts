/**
 * Share of draws under the null that reach the observed value, the observed one counted among them: (1 + b) / (1 + B). It is never 0,
 * and uniform where the null holds (Phipson, Smyth 2010).
 */
export function permutationPValue(observed: number, draws: Float64Array): number {
  let reached = 0
  for (const draw of draws) if (draw >= observed) reached++
  return (1 + reached) / (1 + draws.length)
}
