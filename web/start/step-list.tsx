import type { StartAction, StartStep } from '../../src/dashboard/start/api.js'
import { isReadOnly } from '../app/frame-info.js'
import { Button } from '../ui/button.js'
import { CommandLine } from '../ui/command-line.js'

interface StepListProps {
  readonly steps: readonly StartStep[]
  readonly run: (action: StartAction) => Promise<unknown>
}

const STATES: Readonly<Record<StartStep['state'], string>> = { done: 'done', next: 'next', later: 'later' }

/** The steps in their order; the next one shows what to do. */
export function StepList({ steps, run }: StepListProps) {
  return (
    <ol class="steps">
      {steps.map((step) => (
        <li key={step.id} class={step.state} aria-current={step.state === 'next' ? 'step' : undefined}>
          <span class={`badge ${step.state === 'done' ? 'good' : step.state === 'next' ? 'warn' : ''}`}>
            {STATES[step.state]}
          </span>
          <div class="description">
            <h3>{step.title}</h3>
            <p>{step.text}</p>
            {step.state === 'next' && step.commands.map((line) => <CommandLine key={line} command={line} />)}
          </div>
          <div class="step-action">
            {step.action && step.state === 'next' && !isReadOnly() && <ActionButton step={step} run={run} />}
            {step.page && <a href={step.page.href}>{step.page.title}</a>}
          </div>
        </li>
      ))}
    </ol>
  )
}

function ActionButton({ step: { action }, run }: { readonly step: StartStep; readonly run: StepListProps['run'] }) {
  if (!action) return null
  return (
    <Button variant="primary" onClick={() => run(action.id)}>
      {action.title}
    </Button>
  )
}
