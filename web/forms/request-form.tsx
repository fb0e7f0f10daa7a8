import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { FormField, FormPreview, FormResponse } from '../../src/dashboard/forms/api.js'
import { HttpError, useResource } from '../app/api.js'
import { useJob } from '../jobs/use-job.js'
import { CommandLine } from '../ui/command-line.js'
import { Notice } from '../ui/notice.js'
import { assignErrors, focusFirstError, joinErrors } from './form-errors.js'
import { FormGroups, type DrawField } from './form-groups.js'
import { StartLine } from './start-line.js'
import { findJobErrors, findMissingErrors, useChecks, type FormValues } from './use-checks.js'

export type { FormValues } from './use-checks.js'

interface RequestFormProps<Preview extends FormPreview> {
  /** Where the server has the form: `/api/training/start`. */
  readonly path: string
  /** What was typed and chosen; where it is left to the form, it forgets when it is closed. */
  readonly values?: FormValues
  readonly onChange?: (key: string, text: string) => void
  /** What the button says. */
  readonly action: string
  readonly onStart?: (fields: readonly FormField[]) => void
  /** Draws a field in another way; undefined draws it as usual. */
  readonly drawField?: DrawField | undefined
  /** Between the fields and the command: what the server knows of the request before it is run. */
  readonly drawPreview?: ((preview: Preview | undefined) => ComponentChildren) | undefined
}

/**
 * A form made from the schema of a request, with the command that does the same and the button that starts it. An error stands
 * beside its field; pressed while there is one, the button puts the focus there.
 */
export function RequestForm<Preview extends FormPreview = FormPreview>(props: RequestFormProps<Preview>) {
  const form = useResource<FormResponse>(() => `${props.path}/form`)
  const { data, error } = form.value
  if (data) return <LoadedForm {...props} fields={data.fields} />
  return error === undefined ? <p class="note">loading …</p> : <Notice tone="bad">{error}</Notice>
}

interface LoadedFormProps<Preview extends FormPreview> extends RequestFormProps<Preview> {
  readonly fields: readonly FormField[]
}

function LoadedForm<Preview extends FormPreview>(props: LoadedFormProps<Preview>) {
  const { path, fields, action, drawField, drawPreview } = props
  const localValues = useSignal<FormValues>({})
  const values = withInitialValues(fields, props.values ?? localValues.value)
  const form = useRef<HTMLFormElement>(null)
  const hasTried = useSignal(false)
  const isDismissed = useSignal(false)
  const {
    command,
    preview,
    errors: found,
    missing,
  } = useChecks<Preview>(path, fields, values, drawPreview !== undefined)
  const { job, start } = useJob()
  const jobErrors = findJobErrors(fields, isDismissed.value ? undefined : job)
  const errors = joinErrors([found, jobErrors, findMissingErrors(hasTried.value ? missing : [])])
  useEffect(() => focusFirstError(form.current, jobErrors), [job?.state])
  const change = (key: string, text: string): void => {
    isDismissed.value = true
    if (props.onChange) props.onChange(key, text)
    else localValues.value = { ...localValues.peek(), [key]: text }
  }
  const submit = async (): Promise<void> => {
    hasTried.value = true
    const inTheWay = joinErrors([found, findMissingErrors(missing)])
    if (inTheWay.fields.size > 0) return focusFirstError(form.current, inTheWay)
    isDismissed.value = false
    try {
      await start(path, Object.fromEntries(Object.entries(values).filter(([, text]) => text !== '')))
    } catch (error) {
      // The button was faster than the check of what was typed last, which is about to say the same beside the field.
      if (!(error instanceof HttpError) || error.fieldErrors.length === 0) throw error
      return focusFirstError(form.current, assignErrors(fields, error.fieldErrors))
    }
    props.onStart?.(fields)
  }
  const onClose = jobErrors.other === errors.other ? () => void (isDismissed.value = true) : undefined
  return (
    <>
      <form class="request" ref={form} onSubmit={(event) => event.preventDefault()}>
        <FormGroups fields={fields} values={values} errors={errors.fields} change={change} drawField={drawField} />
      </form>
      {drawPreview?.(preview)}
      {errors.other !== undefined && (
        <Notice tone="bad" onClose={onClose}>
          {errors.other}
        </Notice>
      )}
      {command && <CommandLine command={command.command} />}
      {command?.notes.map((note) => (
        <Notice key={note} tone="warn">
          {note}
        </Notice>
      ))}
      <StartLine form={form} fields={fields} action={action} blame={{ found, missing }} onStart={submit} />
    </>
  )
}

/** What a field has: what was typed, else what stands there at first. Texts of other keys are left out. */
function withInitialValues(fields: readonly FormField[], values: FormValues): Record<string, string> {
  return Object.fromEntries(fields.map(({ key, initial }) => [key, values[key] ?? initial]))
}
