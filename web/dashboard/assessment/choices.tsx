import type { AssessableClassifier, AssessedSet } from '../../../src/server/api/assessment.js'
import { setParams } from '../address.js'

interface ChoicesProps {
  readonly classifiers: readonly AssessableClassifier[]
  readonly name: string
  readonly set: AssessedSet | undefined
}

/** Which classifier, on which of its sets, and of which base. */
export function Choices({ classifiers, name, set }: ChoicesProps) {
  const known = classifiers.find((one) => one.name === name)
  return (
    <div class="choices-bar" role="group" aria-label="What is assessed">
      <label>
        Classifier
        <select
          name="classifier"
          value={name}
          onChange={({ currentTarget: { value } }) =>
            setParams({ ...NO_CELL, classifier: value, set: undefined }, true)
          }
        >
          {!known && <option value={name}>{name} (gone)</option>}
          {classifiers.map((one) => (
            <option key={one.name} value={one.name}>
              {one.fault === null ? one.name : `${one.name} (damaged)`}
            </option>
          ))}
        </select>
      </label>
      {known && known.sets.length > 0 && (
        <label>
          Set
          <select
            name="set"
            value={set}
            onChange={({ currentTarget: { value } }) => setParams({ ...NO_CELL, set: value }, true)}
          >
            {known.sets.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
      )}
      {known?.fault === null && (
        <span class="note">
          {known.net} on {known.features}, target {known.target}
        </span>
      )}
    </div>
  )
}

/** Another set has other trades, and another classifier other bases. */
const NO_CELL = { buy: undefined, sell: undefined, base: undefined, trade: undefined, skip: undefined }
