/** Values of the environment that must never reach a page. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= 6 && /(KEY|SECRET|TOKEN|PASSWORD|PASSPHRASE)/.test(name) ? [value] : [],
  )
}
