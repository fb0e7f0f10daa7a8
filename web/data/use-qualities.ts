import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { DataQuality } from '../../src/dashboard/data/api.js'
import { linkTo } from '../app/address.js'
import { getJson, refreshCount } from '../app/api.js'
import { errorMessage } from '../app/error-message.js'

export interface Quality {
  readonly quality?: DataQuality
  /** Why the quality could not be fetched. */
  readonly failure?: string
}

/** Ms before what could not be told is asked for again. */
const RETRY_DELAY = 5000

/**
 * The figures of each market, as they come: one is asked for after the other, for each may take a second. `version` asks
 * for all again; those that cannot be told are asked for until they can.
 */
export function useQualities(paths: readonly string[], version: string): ReadonlyMap<string, Quality> {
  const found = useSignal<ReadonlyMap<string, Quality>>(new Map())
  useEffect(() => {
    const abort = new AbortController()
    const load = async (pending: readonly string[]): Promise<void> => {
      const failed: string[] = []
      for (const path of pending) {
        const quality = await fetchQuality(path, abort.signal)
        if (abort.signal.aborted) return
        found.value = new Map([...found.peek(), [path, quality]])
        if (quality.failure !== undefined) failed.push(path)
      }
      if (failed.length === 0) return
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY))
      if (!abort.signal.aborted) await load(failed)
    }
    void load(paths)
    return () => abort.abort()
  }, [paths.join('\n'), version, refreshCount.value])
  return found.value
}

async function fetchQuality(path: string, signal: AbortSignal): Promise<Quality> {
  try {
    return { quality: await getJson<DataQuality>(linkTo('/api/data/quality', { market: path }), signal) }
  } catch (error) {
    return { failure: errorMessage(error) }
  }
}
