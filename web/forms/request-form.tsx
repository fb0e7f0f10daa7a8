import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { FormResponse, FormCommand, FormField } from '../../src/dashboard/forms/api.js'
import { useResource } from '../app/api.js'
import { isReadOnly } from '../app/frame-info.js'
import { useJob } from '../jobs/use-job.js'
import { Button } from '../ui/button.js'
import { CommandLine } from '../ui/command-line.js'
import { Notice } from '../ui/notice.js'
import { Field } from './form-field.js'

/** Texts by the key of their field. */
export type FormValues = Readonly<Record<string, string | undefined>>

interface RequestFormProps {
  /** Where the server has the form: `/api/training/start`. */
  readonly path: string
  /** What was typed and chosen; where it is left to the form, it forgets when it is closed. */
  readonly values?: FormValues
  readonly onChange?: (key: string, text: string) => void
  /** What the button says. */
  readonly action: string
  readonly onStart?: (fields: readonly FormField[]) => void
  /** Draws a field in another way; undefined draws it as usual. */
  readonly drawField?: ((field: FormField, values: FormValues) => ComponentChildren) | undefined
  /** Between the fields and the command. */
  readonly children?: ComponentChildren
}

/** A form made from the schema of a request, with the command that does the same and the button that starts it. */
export function RequestForm({ path, values, onChange, action, onStart, drawField, children }: RequestFormProps) {
  const localValues = useSignal<FormValues>({})
  const isDismissed = useSignal(false)
  const form = useResource<FormResponse>(() => `${path}/form`)
  const fields = form.value.data?.fields
  const currentValues = fields === undefined ? {} : withInitialValues(fields, values ?? localValues.value)
  const texts = Object.entries(currentValues).filter(([, text]) => text !== '')
  const missing = fields?.filter(({ key, isRequired }) => isRequired && currentValues[key]?.trim() === '') ?? []
  const command = useResource<FormCommand>(() =>
    fields === undefined || missing.length > 0 ? null : `${path}/command?${new URLSearchParams(texts).toString()}`,
  )
  const { job, start } = useJob()
  if (fields === undefined) {
    const { error } = form.value
    return error === undefined ? <p class="note">loading …</p> : <Notice tone="bad">{error}</Notice>
  }
  const change = (key: string, text: string): void => {
    isDismissed.value = true
    if (onChange) onChange(key, text)
    else localValues.value = { ...localValues.peek(), [key]: text }
  }
  const submit = async (): Promise<void> => {
    isDismissed.value = false
    await start(path, Object.fromEntries(texts))
    onStart?.(fields)
  }
  const { data, error, status, keys } = command.value
  const isWrong = missing.length === 0 && error !== undefined && status !== 0
  const hasFailed = job?.state === 'failed' && !isDismissed.value
  const message = isWrong ? error : hasFailed ? job.lastLine : undefined
  const problem: FormError = { message, keys: (isWrong ? keys : job?.errorKeys) ?? [] }
  return (
    <>
      <form class="request" onSubmit={(event) => event.preventDefault()}>
        <Groups fields={fields} values={currentValues} problem={problem} change={change} drawField={drawField} />
      </form>
      {children}
      {message !== undefined && <Notice tone="bad">{message}</Notice>}
      {!isWrong && missing.length === 0 && data && <CommandLine command={data.command} />}
      {!isWrong &&
        data?.notes.map((note) => (
          <Notice key={note} tone="warn">
            {note}
          </Notice>
        ))}
      <div class="actions start">
        {missing.length > 0 && <span class="note">required: {missing.map(({ label }) => label).join(', ')}</span>}
        {isReadOnly() && <span class="note">this dashboard changes nothing: run the command in a terminal</span>}
        <Button variant="primary" disabled={isReadOnly() || isWrong || missing.length > 0 || !data} onClick={submit}>
          {action}
        </Button>
      </div>
    </>
  )
}

/** What is wrong with the request, and the fields that are to blame. */
interface FormError {
  readonly message: string | undefined
  readonly keys: readonly string[]
}

interface GroupProps extends Pick<RequestFormProps, 'drawField'> {
  readonly fields: readonly FormField[]
  readonly values: FormValues
  readonly problem: FormError
  readonly change: (key: string, text: string) => void
}

/** Fields without a group stand first; the others can be folded away, and are open where one of them is set or to blame. */
function Groups({ fields, ...rest }: GroupProps) {
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

function Group({ title, fields, ...rest }: GroupProps & { readonly title: string }) {
  const { values, problem } = rest
  const isOpen = useSignal(fields.some(({ key }) => values[key] !== undefined && values[key] !== ''))
  const hasError = fields.some(({ key }) => problem.keys.includes(key))
  return (
    <details open={isOpen.value || hasError} onToggle={({ currentTarget }) => void (isOpen.value = currentTarget.open)}>
      <summary>{title}</summary>
      <Fields fields={fields} {...rest} />
    </details>
  )
}

function Fields({ fields, values, problem: { message, keys }, change, drawField }: GroupProps) {
  return (
    <div class="fields">
      {fields.map(
        (field) =>
          drawField?.(field, values) ?? (
            <Field
              key={field.key}
              field={field}
              value={values[field.key] ?? ''}
              error={keys.includes(field.key) ? message : undefined}
              onChange={(text) => change(field.key, text)}
            />
          ),
      )}
    </div>
  )
}

/** What a field has: what was typed, else what stands there at first. Texts of other keys are left out. */
function withInitialValues(fields: readonly FormField[], values: FormValues): Record<string, string> {
  return Object.fromEntries(fields.map(({ key, initial }) => [key, values[key] ?? initial]))
}
