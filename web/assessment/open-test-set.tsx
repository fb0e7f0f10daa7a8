import { useSignal } from '@preact/signals'
import type { AssessedSet } from '../../src/dashboard/assessment/api.js'
import { postJson, refetchAll } from '../app/api.js'
import { isReadOnly } from '../app/frame-info.js'
import { Button } from '../ui/button.js'
import { ConfirmDialog } from '../ui/confirm-dialog.js'
import { Notice } from '../ui/notice.js'

interface OpenTestSetProps {
  readonly classifier: string
  readonly set: AssessedSet
  /** Which minutes are sealed, and since when. */
  readonly reason: string
}

/** Says that the set is sealed, and lets the reader open it, who is told first what is written down. */
export function OpenTestSet({ classifier, set, reason }: OpenTestSetProps) {
  const asking = useSignal(false)
  return (
    <>
      <Notice tone="warn">
        {reason}.{' '}
        {isReadOnly() ? (
          'This dashboard was started read-only, and opens nothing.'
        ) : (
          <Button onClick={() => void (asking.value = true)}>Open the {set} set …</Button>
        )}
      </Notice>
      <ConfirmDialog
        open={asking.value}
        title={`Open the ${set} set of ${classifier}?`}
        action={`Open the ${set} set`}
        onConfirm={() => openSet(classifier, set)}
        onClose={() => void (asking.value = false)}
      >
        <p>
          A test set says what a classifier is worth as long as nothing was chosen by it. Whoever changes anything after
          a look has chosen by it.
        </p>
        <p>
          The ledger of the workspace writes down for good that the dashboard opened these minutes, for {classifier},
          and when. They stay open from then on, and every later look at them is written down too.
        </p>
      </ConfirmDialog>
    </>
  )
}

async function openSet(classifier: string, set: AssessedSet): Promise<void> {
  await postJson('/api/assessment/open', { classifier, set })
  refetchAll()
}
