import type { TrainingCommand, TrainingOptions } from '../../src/dashboard/training/api.js'
import type { JobDetail } from '../../src/dashboard/jobs/api.js'
import { setParams } from '../app/address.js'
import { postJson, useResource } from '../app/api.js'
import { isReadOnly } from '../app/frame-info.js'
import { shownTime } from '../app/shown-time.js'
import { Button } from '../ui/button.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { BaseBoxes } from './base-boxes.js'
import { CommandLine } from '../ui/command-line.js'
import { ChoiceField, TextField, Tick, NumberField } from './form-fields.js'
import { LearningFields } from './learning-fields.js'
import { FIELDS, formValues, type FormValues } from './form-state.js'
import { ParamFields } from './param-fields.js'

/** A form that writes the command of a training, and runs it. */
export function NewTraining() {
  const offered = useResource<TrainingOptions>(() => '/api/training/options')
  const { data, error } = offered.value
  if (!data) return error === undefined ? <p class="note">loading …</p> : <Notice tone="bad">{error}</Notice>
  const values = formValues(data)
  return (
    <>
      <Panel
        id="new-training"
        title="New training"
        note="every choice is in the address, so that the form can be shared"
      >
        <form class="training-form" onSubmit={(event) => event.preventDefault()}>
          <Definitions options={data} values={values} />
          <Course options={data} values={values} />
          <LearningFields options={data} values={values} />
        </form>
        <Sets options={data} />
      </Panel>
      <Start values={values} />
    </>
  )
}

interface FormProps {
  readonly options: TrainingOptions
  readonly values: FormValues
}

function Definitions({ options, values }: FormProps) {
  const net = options.nets.find(({ id }) => id === values.net)
  return (
    <>
      <fieldset>
        <legend>What is learned</legend>
        <ChoiceField field="features" label="Features" values={values} options={options.features} />
        <ChoiceField field="target" label="Target" values={values} options={options.targets} />
        <ChoiceField field="events" label="Decide" values={values} options={options.events} none="every minute" />
        <BaseBoxes bases={options.bases} values={values} />
        <Tick field="common" label="only the time that all bases have" values={values} />
      </fieldset>
      <fieldset>
        <legend>Net</legend>
        <ChoiceField field="net" label="Net" values={values} options={options.nets} />
        <ParamFields params={net?.params[values.features ?? ''] ?? []} values={values} />
        <NumberField field="seed" label="Seed" values={values} placeholder="1" least={0} />
      </fieldset>
    </>
  )
}

function Course({ options, values }: FormProps) {
  return (
    <>
      <fieldset>
        <legend>Course</legend>
        <NumberField field="epochs" label="Most epochs" values={values} placeholder="50" least={1} />
        <NumberField field="patience" label="Patience, epochs" values={values} placeholder="10" least={1} />
        <NumberField field="batch" label="Rows in a batch" values={values} placeholder="32" least={1} />
        <ChoiceField
          field="sampling"
          label="Sampling"
          values={values}
          options={options.samplings}
          none="balanced, as usual"
        />
        <ChoiceField field="scaler" label="Scaler" values={values} options={options.scalers} none="robust, as usual" />
        <ChoiceField
          field="select"
          label="Select by"
          values={values}
          options={options.selections}
          none="robust, as usual"
        />
      </fieldset>
      <fieldset>
        <legend>Result</legend>
        <TextField
          field="name"
          label="Name of the classifier"
          values={values}
          placeholder="from net, features, target, seed"
        />
        <Tick field="overwrite" label="replace a classifier of that name" values={values} />
        <Tick
          field="unchecked"
          label="own definitions without a check"
          values={values}
          hint="train on features and targets that failed their check, or never had one"
        />
      </fieldset>
    </>
  )
}

function Sets({ options: { sets } }: { readonly options: TrainingOptions }) {
  const text = (set: string): string =>
    sets
      .filter((range) => range.set === set)
      .map(({ from, to }) => `${shownTime.value.minute(from)} to ${shownTime.value.minute(to)}`)
      .join(', ')
  return (
    <dl class="facts">
      {['training', 'validation', 'test'].map((set) => (
        <div key={set}>
          <dt>{set} set</dt>
          <dd>{text(set) || 'none'}</dd>
        </div>
      ))}
    </dl>
  )
}

const NO_FIELDS = Object.fromEntries(FIELDS.map((field) => [field, undefined]))

/** The command that the form means, and the button that runs it. */
function Start({ values }: { readonly values: FormValues }) {
  const readOnly = isReadOnly()
  const command = useResource<TrainingCommand>(
    () => `/api/training/command?${new URLSearchParams(Object.entries(values)).toString()}`,
  )
  const { data, error, status } = command.value
  const start = async (): Promise<void> => {
    await postJson<JobDetail>('/api/training/start', values)
    setParams({ view: undefined, run: undefined, ...NO_FIELDS }, true)
  }
  const isWrong = error !== undefined && status !== 0
  return (
    <Panel id="new-command" title="Command" note="the same in a terminal, in the folder of the workspace">
      {isWrong && <Notice tone="bad">{error}</Notice>}
      {!isWrong && data && <CommandLine command={data.command} />}
      {!isWrong &&
        data?.notes.map((note) => (
          <Notice key={note} tone="warn">
            {note}
          </Notice>
        ))}
      <div class="actions start">
        {readOnly && <span class="note">this dashboard changes nothing: run the command in a terminal</span>}
        <Button kind="main" disabled={readOnly || isWrong || !data} onClick={start}>
          Start the training
        </Button>
      </div>
    </Panel>
  )
}
