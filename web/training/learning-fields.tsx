import { useMemo } from 'preact/hooks'
import type { TrainingOptions } from '../../src/dashboard/training/api.js'
import { ChoiceField, NumberField } from './form-fields.js'
import type { Field, FormValues } from './form-state.js'

interface LearningFieldsProps {
  readonly options: TrainingOptions
  readonly values: FormValues
}

const FIELDS: readonly Field[] = ['best', 'optimizer', 'learningRate', 'schedule', 'warmup']
const UNSAID = 'left empty: as the net has it, else the configuration'

/** The form's advanced part: what is left open is decided by the net, else the configuration. Open where anything is chosen. */
export function LearningFields({ options, values }: LearningFieldsProps) {
  const open = useMemo(() => FIELDS.some((field) => values[field] !== undefined), [])
  const metrics = options.metrics.map(({ id, userDefined }) => ({ id: `metric:${id}`, userDefined }))
  return (
    <details open={open}>
      <summary>How it learns</summary>
      <fieldset>
        <ChoiceField
          field="best"
          label="Keep the best epoch by"
          values={values}
          options={['gain', 'loss', ...metrics]}
          none="as configured (gain)"
        />
        <NumberField
          field="learningRate"
          label="Learning rate"
          values={values}
          placeholder="0.001"
          hint={UNSAID}
          least={0}
          step="any"
        />
        <ChoiceField
          field="optimizer"
          label="Optimizer"
          values={values}
          options={options.optimizers}
          none="as configured (adam)"
          hint={UNSAID}
        />
        <OptimizerFields values={values} />
        <ChoiceField
          field="schedule"
          label="Schedule"
          values={values}
          options={options.schedules}
          none="as configured (constant)"
          hint={UNSAID}
        />
        <NumberField
          field="warmup"
          label="Warm-up, epochs"
          values={values}
          placeholder="0"
          hint="over which the rate rises first; also parts of one"
          least={0}
          step="any"
        />
        <ScheduleFields values={values} />
      </fieldset>
    </details>
  )
}

/** What goes with the chosen optimizer alone. */
function OptimizerFields({ values }: { readonly values: FormValues }) {
  if (values.optimizer === 'sgd')
    return <NumberField field="momentum" label="Momentum" values={values} placeholder="0" least={0} step="any" />
  if (values.optimizer !== 'adamw') return null
  return (
    <NumberField field="weightDecay" label="Weight decay" values={values} placeholder="0.004" least={0} step="any" />
  )
}

/** What goes with the chosen schedule alone. */
function ScheduleFields({ values }: { readonly values: FormValues }) {
  const { schedule } = values
  if (schedule !== 'cosine' && schedule !== 'plateau') return null
  return (
    <>
      <NumberField field="floor" label="Least share of the rate" values={values} placeholder="0" least={0} step="any" />
      {schedule === 'plateau' && (
        <>
          <NumberField field="plateauPatience" label="Plateau, epochs" values={values} placeholder="5" least={1} />
          <NumberField
            field="plateauFactor"
            label="Rate after a plateau, share"
            values={values}
            placeholder="0.5"
            least={0}
            step="any"
          />
        </>
      )}
    </>
  )
}
