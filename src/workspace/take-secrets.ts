/** Variables that hold the keys of accounts on exchanges, and those that hold any other secret of this product. */
const ACCOUNT_KEY = /^FOLLOWUPWARD_(?:\w+_)?(?:API_KEY|SECRET|PASSWORD)$/
const OTHER_SECRET = /^FOLLOWUPWARD_(?:\w+_)?TOKEN$/

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * A copy of an environment, out of which keys and tokens are taken: neither a workspace's code nor a process that is started
 * from then on finds them there. What needs them is handed the copy.
 */
export function takeSecrets(environment: NodeJS.ProcessEnv): Environment {
  const copy = { ...environment }
  for (const name of Object.keys(copy).filter(isSecret)) Reflect.deleteProperty(environment, name)
  return copy
}

/** The environment without keys and tokens: what processes that are started may have. */
export function withoutSecrets(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isSecret(name)))
}

/** The keys of accounts by their variables. */
export function accountKeysOf(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value && ACCOUNT_KEY.test(name) ? [[name, value]] : [])),
  )
}

function isSecret(name: string): boolean {
  return ACCOUNT_KEY.test(name) || OTHER_SECRET.test(name)
}
