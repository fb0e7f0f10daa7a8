import { openIsolatedProcess, type IsolatedProcess } from '../../runtime/isolated-process.js'
import { workerUrl } from '../../runtime/worker-url.js'

/**
 * The process in which foreign files are read: what a damaged one makes of a library, an endless loop or all of the memory, ends
 * with it. It starts with the first file that needs it.
 */
export function openForeignReader(): IsolatedProcess {
  return openIsolatedProcess(() => workerUrl(import.meta.url, './foreign-process.js'))
}

/** Runs `work` with a reader, which is closed afterwards. */
export async function withForeignReader<T>(work: (reader: IsolatedProcess) => Promise<T>): Promise<T> {
  const reader = openForeignReader()
  try {
    return await work(reader)
  } finally {
    await reader.close()
  }
}
