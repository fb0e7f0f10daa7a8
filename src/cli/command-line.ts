import { commandUsage } from '../workspace/use-cases.js'

/** What is typed in a terminal for a use case: `followupward import FILE…`. */
export function commandLineOf(useCase: string): string {
  return `followupward ${commandUsage(useCase)}`
}
