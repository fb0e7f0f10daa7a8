import { divergenceError } from '../../classifier/divergence.js'
import { CancelledError } from '../../core/errors.js'
import type { TrainResult } from '../../workspace/train/result.js'
import { useCases } from '../../workspace/use-cases.js'
import { requestCommand } from '../request-command.js'
import { setsTable } from '../train/sets-table.js'
import { importedText, trainingText } from '../train/training-text.js'

export default requestCommand({
  useCase: useCases.train,
  configure: (command) =>
    void command.addHelpText(
      'after',
      '\nCtrl-C saves the best epoch so far, says so, and ends with exit code 130; --resume goes on.',
    ),
  hooks: ({ io, isJson }) => ({
    onSets: (sets, classes) => {
      if (!isJson) io.out(`${setsTable(sets, classes)}\n`)
    },
  }),
  text: (result) => (result.classifier.description.origin ? importedText(result) : trainingText(result)),
  after: refuseUnfinished,
})

/** A training that was cut short is kept, yet the exit code says that it is not what was asked for. */
function refuseUnfinished({ classifier, stopped, divergence, saved }: TrainResult): void {
  const { description, folder } = classifier
  if (stopped === 'interrupted')
    throw new CancelledError(`${saved ? 'the best epoch so far' : 'the better one'} is in ${folder}; --resume goes on`)
  if (!divergence) return
  const before = `the best epoch before, ${description.selection.epoch}, is saved in ${folder}`
  throw divergenceError(divergence, before)
}
