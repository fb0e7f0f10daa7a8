import type { z } from 'zod'
import { UserError } from '../core/errors.js'
import { expectedBy } from './issue-text.js'
import { parseYaml, yamlValue } from './yaml-values.js'
import { profileSchema, settingsKeys, workspaceSchema, type WorkspaceConfig } from './schema.js'

/** Settings of a caller, in the form of the file; laid over file and profile. */
export type ConfigOverrides = z.input<typeof profileSchema>

/**
 * Parses the text of a `followupward.yaml`. The chosen profile's settings are laid over the others, key by key, one level
 * deep inside groups. Throws UserError naming the key, its value and what is allowed.
 */
export function parseConfig(text: string, file: string, overrides: ConfigOverrides = {}): WorkspaceConfig {
  const raw = yamlValue(parseYaml(text, file), file) ?? {}
  const outer = check(workspaceSchema, raw, file, '')
  for (const [name, value] of Object.entries(outer.profiles)) {
    if (value !== undefined && value !== null) check(profileSchema, value, file, `profiles.${name}.`)
  }
  const profile = outer.profiles[outer.profile]
  const { profiles: _, ...config } = check(workspaceSchema, overlay(overlay(raw, profile), overrides), file, '')
  return config
}

/** The configuration of a folder without a file. */
export function defaultConfig(): WorkspaceConfig {
  return parseConfig('', 'defaults')
}

function overlay(raw: unknown, profile: unknown): unknown {
  if (!isGroup(raw) || !isGroup(profile)) return raw
  const merged: Record<string, unknown> = { ...raw }
  for (const [key, value] of Object.entries(profile)) {
    const before = merged[key]
    merged[key] = isGroup(before) && isGroup(value) ? { ...before, ...value } : value
  }
  return merged
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function check<Schema extends z.ZodType>(schema: Schema, raw: unknown, file: string, prefix: string): z.output<Schema> {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UserError(issue ? `${file}: ${describe(issue, raw, prefix)}` : `${file}: not a configuration`)
}

function describe(issue: z.core.$ZodIssue, raw: unknown, prefix: string): string {
  const key = prefix + issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const where = issue.path.length ? `${key}.` : prefix
    const known = issue.path.length ? '' : `; allowed are ${allowedKeys(prefix)}`
    return `unknown key ${issue.keys.map((name) => where + name).join(', ')}${known}`
  }
  const value = shorten(JSON.stringify(valueAt(raw, issue.path)) ?? 'missing')
  return `${key || 'the whole file'} is ${value}: ${expectedBy(issue)}`
}

const MAX_SHOWN = 200

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}

function allowedKeys(prefix: string): string {
  return (prefix ? settingsKeys : ['profile', 'profiles', ...settingsKeys]).join(', ')
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value) && typeof key === 'number') return (value as readonly unknown[])[key]
    return isGroup(value) ? value[String(key)] : undefined
  }, raw)
}
