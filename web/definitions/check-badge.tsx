import type { DefinitionCheck } from '../../src/dashboard/definitions/api.js'

const TONES = { passed: 'good', failed: 'bad', shipped: '', unchecked: 'warn' } as const

/** What is known of a definition's soundness, in a word. */
export function CheckBadge({ check: { state } }: { readonly check: DefinitionCheck }) {
  return <span class={`badge ${TONES[state]}`}>{state}</span>
}
