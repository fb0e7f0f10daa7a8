import { UserError } from '../../core/errors.js'

/** Key and secret of an account on an exchange. */
export interface Credentials {
  readonly apiKey: string
  readonly secret: string
}

/** Key and secret in an environment. Throws UserError that says how to set them. */
export function credentialsIn(env: Readonly<Record<string, string | undefined>>, where: string): Credentials {
  const { FOLLOWUPWARD_API_KEY: apiKey, FOLLOWUPWARD_SECRET: secret } = env
  if (apiKey && secret) return { apiKey, secret }
  const missing = apiKey
    ? 'FOLLOWUPWARD_SECRET'
    : secret
      ? 'FOLLOWUPWARD_API_KEY'
      : 'FOLLOWUPWARD_API_KEY and FOLLOWUPWARD_SECRET'
  throw new UserError(`trading ${where} needs ${missing} in the environment; nothing was traded`)
}
