import type { z } from 'zod'

/** What a value that was refused should have been: `allowed are cpu, cuda`, `expected at least 1`. */
export function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `allowed are ${issue.values.map(String).join(', ')}`
  if (issue.code === 'invalid_union') {
    const messages = issue.errors.flatMap((branch) => branch.map((inner) => inner.message))
    return [...new Set(messages)].join(', or ') || issue.message
  }
  if (issue.code === 'invalid_type') return `expected ${issue.expected === 'int' ? 'a whole number' : issue.expected}`
  if (issue.code === 'too_small') return `expected ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
  if (issue.code === 'too_big') return `expected ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`
  return issue.message
}
