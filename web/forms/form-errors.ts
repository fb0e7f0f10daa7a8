import type { FormField } from '../../src/dashboard/forms/api.js'
import type { FieldError } from '../../src/dashboard/http/api.js'

/** What is wrong with a form. */
export interface FormErrors {
  /** By the key of the field. */
  readonly fields: ReadonlyMap<string, string>
  /** What no field of the form is to blame for. */
  readonly other: string | undefined
}

export const NO_ERRORS: FormErrors = { fields: new Map(), other: undefined }

/** Puts each error beside its field; a message that belongs to none of them stands for itself. */
export function assignErrors(
  fields: readonly FormField[],
  errors: readonly FieldError[],
  message?: string,
): FormErrors {
  const known = new Set(fields.map(({ key }) => key))
  const byField = new Map<string, string>()
  for (const { key, error } of errors) if (known.has(key) && !byField.has(key)) byField.set(key, error)
  const rest = errors.find(({ key }) => !known.has(key))?.error
  return { fields: byField, other: rest ?? (byField.size === 0 ? message : undefined) }
}

/** The errors of several sources; the first one of a field stays. */
export function joinErrors(sources: readonly FormErrors[]): FormErrors {
  const fields = new Map<string, string>()
  for (const source of sources) for (const [key, error] of source.fields) if (!fields.has(key)) fields.set(key, error)
  return { fields, other: sources.find(({ other }) => other !== undefined)?.other }
}

/** Puts the focus into the first field that is to blame, in the order of the form. */
export function focusFirstError(form: HTMLElement | null, errors: FormErrors): void {
  for (const field of form?.querySelectorAll<HTMLElement>('[data-key]') ?? []) {
    if (!errors.fields.has(field.dataset['key'] ?? '')) continue
    const group = field.closest('details')
    if (group) group.open = true
    field.scrollIntoView({ block: 'center' })
    field.querySelector<HTMLElement>('input, select, textarea')?.focus()
    return
  }
}
