import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Before all tests: what belongs to the machine is kept in a folder of their own, and not in the user's. */
export default async function useOwnStateFolder(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'followupward-state-'))
  process.env['FOLLOWUPWARD_STATE'] = folder
  return () => rm(folder, { recursive: true, force: true })
}
