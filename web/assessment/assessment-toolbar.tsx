import type { AssessableClassifier, AssessedSet } from '../../src/dashboard/assessment/api.js'
import { setParams } from '../app/address.js'
import { Select } from '../ui/select.js'
import { NO_TRADE } from './view/trade-query.js'

interface AssessmentToolbarProps {
  readonly classifiers: readonly AssessableClassifier[]
  readonly name: string
  readonly set: AssessedSet | undefined
}

/** Which classifier, on which of its sets, and of which base. */
export function AssessmentToolbar({ classifiers, name, set }: AssessmentToolbarProps) {
  const known = classifiers.find((one) => one.name === name)
  return (
    <div class="assessment-toolbar" role="group" aria-label="What is assessed">
      <Select
        label="Classifier"
        name="classifier"
        value={name}
        options={classifiers.map((one) => ({
          id: one.name,
          title: one.error === null ? one.name : `${one.name} (damaged)`,
        }))}
        onChange={(value) => setParams({ ...NO_CELL, classifier: value, set: undefined }, true)}
      />
      {known && known.sets.length > 0 && (
        <Select
          label="Set"
          name="set"
          value={set}
          options={known.sets}
          onChange={(value) => setParams({ ...NO_CELL, set: value }, true)}
        />
      )}
      {known?.error === null && (
        <span class="note">
          {known.net} on {known.features}, target {known.target}
        </span>
      )}
    </div>
  )
}

/** Another set has other trades, and another classifier other bases. */
const NO_CELL = { buy: undefined, sell: undefined, base: undefined, only: undefined, month: undefined, ...NO_TRADE }
