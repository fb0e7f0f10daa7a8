import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * The folder in which this user's machine keeps what belongs to no workspace: `FOLLOWUPWARD_STATE`, else the place that the
 * system has for it.
 */
export function systemStateFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const { FOLLOWUPWARD_STATE: own, XDG_STATE_HOME: state, LOCALAPPDATA: local } = env
  if (own) return resolve(own)
  if (state) return join(state, 'followupward')
  if (platform === 'win32' && local) return join(local, 'followupward')
  return join(homedir(), '.local', 'state', 'followupward')
}
