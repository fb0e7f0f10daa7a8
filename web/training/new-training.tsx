import type { FormField } from '../../src/dashboard/forms/api.js'
import type { TrainingOptions, TrainingPreview } from '../../src/dashboard/training/api.js'
import { address, setParams } from '../app/address.js'
import { useResource } from '../app/api.js'
import { timeFormat } from '../app/time-format.js'
import { RequestForm, type FormValues } from '../forms/request-form.js'
import { Panel } from '../ui/panel.js'
import { ParamFields } from './param-fields.js'
import { RowsPreview } from './rows-preview.js'

/** What belongs to the value of another field, and means nothing any more when that changes. */
const DEPENDENT_FIELDS: Readonly<Record<string, readonly string[]>> = { net: ['params'], features: ['params'] }

const setField = (key: string, text: string): void => {
  const dependent = (DEPENDENT_FIELDS[key] ?? []).map((name): [string, undefined] => [name, undefined])
  setParams({ ...Object.fromEntries(dependent), [key]: text.trim() })
}

/** Leaves the form for the list of runs, where the training will show. */
const close = (fields: readonly FormField[]): void => {
  const values = Object.fromEntries(fields.map(({ key }): [string, undefined] => [key, undefined]))
  setParams({ view: undefined, run: undefined, ...values }, true)
}

/** A form made from the request of a training, with its command. */
export function NewTraining() {
  const options = useResource<TrainingOptions>(() => '/api/training/options')
  const { data } = options.value
  const drawField = ({ key }: FormField, values: FormValues, error: string | undefined) => {
    const params = data?.params[values['net'] ?? '']?.[values['features'] ?? '']
    if (key !== 'params' || !params) return undefined
    const setParamsText = (text: string): void => setField(key, text)
    return <ParamFields key={key} params={params} value={values[key] ?? ''} onChange={setParamsText} error={error} />
  }
  return (
    <Panel id="new-training" title="New training" note="every choice is in the address, so that the form can be shared">
      <RequestForm<TrainingPreview>
        path="/api/training/start"
        values={Object.fromEntries(address.value.query)}
        onChange={setField}
        action="Start the training"
        onStart={close}
        drawField={drawField}
        drawPreview={(preview) => (
          <>
            {data && <Sets options={data} />}
            <RowsPreview preview={preview} />
          </>
        )}
      />
    </Panel>
  )
}

function Sets({ options: { sets } }: { readonly options: TrainingOptions }) {
  const text = (set: string): string =>
    sets
      .filter((range) => range.set === set)
      .map(({ from, to }) => `${timeFormat.value.minute(from)} to ${timeFormat.value.minute(to)}`)
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
