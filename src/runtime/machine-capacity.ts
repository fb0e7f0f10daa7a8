import { availableParallelism } from 'node:os'

/** How much of the free memory worker processes may take: the rest is for files that are cached. */
const SHARE = 0.75
const MEGABYTE = 2 ** 20

/** What this machine has for worker processes now. */
export interface MachineCapacity {
  readonly cores: number
  readonly megabytes: number
}

export function machineCapacity(): MachineCapacity {
  return { cores: availableParallelism(), megabytes: Math.floor((SHARE * process.availableMemory()) / MEGABYTE) }
}
