import { useSignal } from '@preact/signals'
import { Button } from './button.js'

/** A command to be copied into a terminal. */
export function CommandLine({ command }: { readonly command: string }) {
  const copied = useSignal('')
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(command)
    copied.value = command
  }
  return (
    <div class="command-line">
      <pre tabIndex={0} aria-label="command">
        {command}
      </pre>
      <Button onClick={copy}>{copied.value === command ? 'Copied' : 'Copy'}</Button>
    </div>
  )
}
