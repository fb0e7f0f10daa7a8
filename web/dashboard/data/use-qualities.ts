import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { DataQuality } from '../../../src/server/api/data.js'
import { linkTo } from '../address.js'
import { getJson } from '../api.js'
import { messageOf } from '../message-of.js'

export interface Quality {
  readonly quality?: DataQuality
  readonly error?: string
}

/**
 * The figures of each market, as they come: one is asked for after the other, for each may take a second. `version` asks
 * for all again.
 */
export function useQualities(paths: readonly string[], version: string): ReadonlyMap<string, Quality> {
  const found = useSignal<ReadonlyMap<string, Quality>>(new Map())
  useEffect(() => {
    const abort = new AbortController()
    const load = async (): Promise<void> => {
      for (const path of paths) {
        const quality = await qualityOf(path, abort.signal)
        if (abort.signal.aborted) return
        found.value = new Map([...found.peek(), [path, quality]])
      }
    }
    void load()
    return () => abort.abort()
  }, [paths.join('\n'), version])
  return found.value
}

async function qualityOf(path: string, signal: AbortSignal): Promise<Quality> {
  try {
    return { quality: await getJson<DataQuality>(linkTo('/api/data/quality', { market: path }), signal) }
  } catch (error) {
    return { error: messageOf(error) }
  }
}
