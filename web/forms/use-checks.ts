import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { FormCommand, FormField, FormPreview } from '../../src/dashboard/forms/api.js'
import type { JobDetail } from '../../src/dashboard/jobs/api.js'
import { useResource } from '../app/api.js'
import { NO_ERRORS, assignErrors, joinErrors, type FormErrors } from './form-errors.js'

/** Texts by the key of their field. */
export type FormValues = Readonly<Record<string, string | undefined>>

/** What is known of a form as it is filled in now. */
export interface FormChecks<Preview> {
  /** Undefined while something is missing or wrong. */
  readonly command: FormCommand | undefined
  /** Of the last request that could be looked at. */
  readonly preview: Preview | undefined
  readonly errors: FormErrors
  /** Required fields that are empty. */
  readonly missing: readonly FormField[]
}

/** Ms after the last change at which the server is asked what a request would come to. */
const PREVIEW_DELAY = 300

/** Has the server check what is typed: by the schema at once and, where it has one, by a preview a moment later. */
export function useChecks<Preview extends FormPreview>(
  path: string,
  fields: readonly FormField[],
  values: Readonly<Record<string, string>>,
  hasPreview: boolean,
): FormChecks<Preview> {
  const missing = fields.filter(({ key, isRequired }) => isRequired && values[key]?.trim() === '')
  const texts = Object.entries(values).filter(([, text]) => text !== '')
  const query = missing.length > 0 ? undefined : new URLSearchParams(texts).toString()
  const command = useResource<FormCommand>(() => (query === undefined ? null : `${path}/command?${query}`))
  const isValid = query !== undefined && command.value.data !== undefined && command.value.error === undefined
  const debounced = useDebounced(hasPreview && isValid ? query : undefined)
  const preview = useResource<Preview>(() => (debounced === undefined ? null : `${path}/preview?${debounced}`))
  const { data, error, status, fieldErrors = [] } = command.value
  const isWrong = query !== undefined && error !== undefined && status !== 0
  const problems = isValid && preview.value.state === 'ready' ? (preview.value.data?.problems ?? []) : []
  return {
    command: isValid ? data : undefined,
    preview: preview.value.data,
    errors: joinErrors([
      isWrong ? assignErrors(fields, fieldErrors, error) : NO_ERRORS,
      assignErrors(fields, problems),
      isValid ? { ...NO_ERRORS, other: preview.value.error } : NO_ERRORS,
    ]),
    missing,
  }
}

/** A text once it has not changed for a moment. */
function useDebounced(text: string | undefined): string | undefined {
  const debounced = useSignal(text)
  useEffect(() => {
    const timer = setTimeout(() => void (debounced.value = text), PREVIEW_DELAY)
    return () => clearTimeout(timer)
  }, [text])
  return text === undefined ? undefined : debounced.value
}

/** What a job that failed says of the fields of its request. */
export function findJobErrors(fields: readonly FormField[], job: JobDetail | undefined): FormErrors {
  if (job?.state !== 'failed') return NO_ERRORS
  const error = job.lastLine.replace(/^error: /, '')
  return assignErrors(
    fields,
    (job.errorKeys ?? []).map((key) => ({ key, error })),
    error,
  )
}

/** What stands beside required fields that are empty. */
export function findMissingErrors(missing: readonly FormField[]): FormErrors {
  return { fields: new Map(missing.map(({ key, help }) => [key, `required: ${help}`])), other: undefined }
}
