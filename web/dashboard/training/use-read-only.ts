import type { FrameInfo } from '../../../src/server/api/frame.js'
import { useResource } from '../api.js'

/** Whether the server changes nothing, so that buttons that would are not offered. */
export function useReadOnly(): boolean {
  return useResource<FrameInfo>(() => '/api/frame').value.data?.readOnly ?? false
}
