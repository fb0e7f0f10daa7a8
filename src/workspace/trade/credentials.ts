import { UserError } from '../../core/errors.js'
import type { RunMode } from '../../bookkeeping/records.js'

/** Key and secret of an account on an exchange. */
export interface Credentials {
  readonly apiKey: string
  readonly secret: string
}

/** What an account is needed for. */
export interface CredentialNeed {
  readonly mode: Exclude<RunMode, 'replay'>
  /** In words: `live on binance`, `on http://127.0.0.1:8090`. */
  readonly where: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** The names by which key and secret stand in an environment: real money has others than everything else. */
const NAMES = {
  live: ['FOLLOWUPWARD_API_KEY', 'FOLLOWUPWARD_SECRET'],
  testnet: ['FOLLOWUPWARD_TESTNET_API_KEY', 'FOLLOWUPWARD_TESTNET_SECRET'],
} as const

/**
 * Key and secret in an environment. Those of real money are never given out for anything else. Throws UserError that says which to
 * set, and where the same key is set for both.
 */
export function credentialsIn(env: Environment, { mode, where }: CredentialNeed): Credentials {
  const [keyName, secretName] = NAMES[mode]
  const [apiKey, secret] = [env[keyName], env[secretName]]
  if (!apiKey || !secret) {
    const missing = [...(apiKey ? [] : [keyName]), ...(secret ? [] : [secretName])].join(' and ')
    const others = mode === 'testnet' ? '; those of mode live are never sent there' : ''
    throw new UserError(`trading ${where} needs ${missing} in the environment${others}; nothing was traded`)
  }
  if (apiKey === env[NAMES[mode === 'live' ? 'testnet' : 'live'][0]]) {
    throw new UserError(
      `${NAMES.live[0]} and ${NAMES.testnet[0]} are the same key; a key of real money is for mode live alone. Nothing was traded`,
    )
  }
  return { apiKey, secret }
}
