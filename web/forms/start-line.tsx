import type { RefObject } from 'preact'
import type { FormField } from '../../src/dashboard/forms/api.js'
import { isReadOnly } from '../app/frame-info.js'
import { Button } from '../ui/button.js'
import { focusFirstError, type FormErrors } from './form-errors.js'

interface StartLineProps {
  readonly form: RefObject<HTMLElement | null>
  readonly fields: readonly FormField[]
  readonly action: string
  readonly blame: { readonly found: FormErrors; readonly missing: readonly FormField[] }
  readonly onStart: () => Promise<void>
}

/** The button that starts a request, and before it the fields that are still missing or wrong, each a way there. */
export function StartLine({ form, fields, action, blame: { found, missing }, onStart }: StartLineProps) {
  const wrong = fields.filter(({ key }) => found.fields.has(key))
  return (
    <div class="actions start">
      <FieldLinks title="required" fields={missing} form={form} />
      <FieldLinks title="to be changed" fields={wrong} form={form} />
      {isReadOnly() && <span class="note">this dashboard changes nothing: run the command in a terminal</span>}
      <Button
        variant="primary"
        disabled={isReadOnly()}
        blocked={missing.length > 0 || wrong.length > 0}
        onClick={onStart}
      >
        {action}
      </Button>
    </div>
  )
}

interface FieldLinksProps {
  readonly title: string
  readonly fields: readonly FormField[]
  readonly form: RefObject<HTMLElement | null>
}

function FieldLinks({ title, fields, form }: FieldLinksProps) {
  if (fields.length === 0) return null
  const show = ({ key }: FormField): void =>
    focusFirstError(form.current, { fields: new Map([[key, '']]), other: undefined })
  return (
    <span class="note">
      {title}:{' '}
      {fields.map((field, index) => (
        <>
          {index > 0 && ', '}
          <button key={field.key} type="button" class="link" onClick={() => show(field)}>
            {field.label}
          </button>
        </>
      ))}
    </span>
  )
}
