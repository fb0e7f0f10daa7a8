/** Variables that hold keys and tokens of this product, and those of them that open accounts with play money alone. */
const SECRET = /^FOLLOWUPWARD_(?:\w+_)?(?:API_KEY|SECRET|PASSWORD|TOKEN)$/
const TESTNET_KEY = /^FOLLOWUPWARD_TESTNET_(?:API_KEY|SECRET)$/

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * A copy of an environment, out of which keys and tokens are taken: neither a workspace's code nor a process that is started
 * from then on finds them there. What needs them is handed the copy.
 */
export function takeSecrets(environment: NodeJS.ProcessEnv): Environment {
  const copy = { ...environment }
  for (const name of Object.keys(copy).filter((name) => SECRET.test(name))) Reflect.deleteProperty(environment, name)
  return copy
}

/** The environment without keys and tokens: what processes that are started may have. */
export function withoutSecrets(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !SECRET.test(name)))
}

/** The keys of accounts with play money by their variables. Those of real money are handed to no other process. */
export function testnetKeysOf(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value && TESTNET_KEY.test(name) ? [[name, value]] : [])),
  )
}
