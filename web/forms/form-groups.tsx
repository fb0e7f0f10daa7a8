import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { FormField } from '../../src/dashboard/forms/api.js'
import { Field } from './form-field.js'
import type { FormValues } from './use-checks.js'

/** Draws a field in a way of its own; undefined leaves it to the form. */
export type DrawField = (field: FormField, values: FormValues, error: string | undefined) => ComponentChildren

interface FormGroupsProps {
  readonly fields: readonly FormField[]
  readonly values: FormValues
  /** What is wrong, by the key of the field. */
  readonly errors: ReadonlyMap<string, string>
  readonly change: (key: string, text: string) => void
  readonly drawField: DrawField | undefined
}

/** Fields without a group stand first; the others can be folded away, and are open where one of them is set or to blame. */
export function FormGroups({ fields, ...rest }: FormGroupsProps) {
  const groups = new Map<string | undefined, FormField[]>([[undefined, []]])
  for (const field of fields) groups.set(field.group, [...(groups.get(field.group) ?? []), field])
  return (
    <>
      {[...groups].map(([group, members]) =>
        group === undefined ? (
          <Fields key="" fields={members} {...rest} />
        ) : (
          <Group key={group} title={group} fields={members} {...rest} />
        ),
      )}
    </>
  )
}

function Group({ title, fields, ...rest }: FormGroupsProps & { readonly title: string }) {
  const { values, errors } = rest
  const isOpen = useSignal(fields.some(({ key }) => values[key] !== undefined && values[key] !== ''))
  const hasError = fields.some(({ key }) => errors.has(key))
  return (
    <details open={isOpen.value || hasError} onToggle={({ currentTarget }) => void (isOpen.value = currentTarget.open)}>
      <summary>{title}</summary>
      <Fields fields={fields} {...rest} />
    </details>
  )
}

function Fields({ fields, values, errors, change, drawField }: FormGroupsProps) {
  return (
    <div class="fields">
      {fields.map(
        (field) =>
          drawField?.(field, values, errors.get(field.key)) ?? (
            <Field
              key={field.key}
              field={field}
              value={values[field.key] ?? ''}
              error={errors.get(field.key)}
              onChange={(text) => change(field.key, text)}
            />
          ),
      )}
    </div>
  )
}
