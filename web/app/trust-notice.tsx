import { useSignal } from '@preact/signals'
import type { WorkspaceTrust } from '../../src/dashboard/trust/api.js'
import { Button } from '../ui/button.js'
import { ConfirmDialog } from '../ui/confirm-dialog.js'
import { Notice } from '../ui/notice.js'
import { postJson, refetchAll, useResource } from './api.js'
import { isReadOnly } from './frame-info.js'

/** Says on every page that the workspace's own code does not run, what it is, and lets the reader trust it. */
export function TrustNotice() {
  const trust = useResource<WorkspaceTrust>(() => '/api/trust').value.data
  const asking = useSignal(false)
  if (!trust || trust.trusted || trust.files.length === 0) return null
  return (
    <div class="trust">
      <Notice tone="warn">
        The code in this workspace ({countOf(trust.files.length)}) does not run, because this machine does not trust the
        folder: its own definitions are left out.{' '}
        {isReadOnly() ? (
          <>
            This dashboard was started read-only; <code>followupward dashboard --trust</code> trusts it.
          </>
        ) : (
          <Button onClick={() => void (asking.value = true)}>Trust this workspace …</Button>
        )}
      </Notice>
      <ConfirmDialog
        open={asking.value}
        title="Trust this workspace?"
        action="Trust this workspace"
        onConfirm={trustWorkspace}
        onClose={() => void (asking.value = false)}
      >
        <p>
          What lies in <code>{trust.folder}</code> may then do whatever you can do on this machine: read files, send
          them elsewhere, trade. Read these files first, unless you wrote them.
        </p>
        <ul class="files">
          {trust.files.map((file) => (
            <li key={file}>
              <code>{file}</code>
            </li>
          ))}
        </ul>
      </ConfirmDialog>
    </div>
  )
}

async function trustWorkspace(): Promise<void> {
  await postJson('/api/trust')
  refetchAll()
}

function countOf(files: number): string {
  return files === 1 ? '1 file' : `${files} files`
}
