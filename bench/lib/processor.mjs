import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

const CPUINFO = '/proc/cpuinfo'
/** Instruction sets that decide how wide a product is, the widest first, by their flag on Linux. */
const WIDTHS = { avx512f: 'AVX-512', avx2: 'AVX2' }

/** The processor's name, with its widest vectors where the system tells: `Intel(R) Xeon(R) Processor, AVX-512`. */
export function processorName() {
  const model = cpus()[0]?.model ?? 'unknown'
  const flags = existsSync(CPUINFO)
    ? (/^flags\s*:(.*)$/m.exec(readFileSync(CPUINFO, 'utf8'))?.[1]?.split(' ') ?? [])
    : []
  const width = Object.keys(WIDTHS).find((flag) => flags.includes(flag))
  return width ? `${model}, ${WIDTHS[width]}` : model
}
