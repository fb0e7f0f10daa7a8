import type { FieldError } from '../http/api.js'

export interface FormChoice {
  readonly id: string
  readonly title: string
}

/** A field of a request as a form shows it. Values of a form are texts by key; an empty one leaves the field out. */
export interface FormField {
  readonly key: string
  readonly label: string
  /** `paths` are a list with a path a line. */
  readonly kind: 'boolean' | 'number' | 'text' | 'choice' | 'list' | 'paths' | 'record' | 'time' | 'path' | 'json'
  /** A part of a sentence. */
  readonly help: string
  /** What holds where the field is left empty; empty where it cannot be. */
  readonly otherwise: string
  /** What stands in the field at first. */
  readonly initial: string
  /** What can be chosen; empty where the field takes any text of its kind. */
  readonly choices: readonly FormChoice[]
  readonly isRequired: boolean
  readonly isInteger: boolean
  readonly unit?: string
  /** Heading under which fields are shown together. */
  readonly group?: string
}

/** GET <form>/form */
export interface FormResponse {
  readonly fields: readonly FormField[]
}

/** GET <form>/preview?…: what is known of a request before it is run; a form may have more of it. */
export interface FormPreview {
  /** What the request would fail of, by the field that it is about. */
  readonly problems: readonly FieldError[]
}

/** GET <form>/command?…: what the texts of a form mean. POST <form> runs it. */
export interface FormCommand {
  /** To be copied into a terminal, in the folder of the workspace. */
  readonly command: string
  /** What to know before it is run. */
  readonly notes: readonly string[]
}
