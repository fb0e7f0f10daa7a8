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
  next: ({ saved, classifier }) => (saved ? `assess ${classifier.name}` : undefined),
  text: (result) => (result.classifier.description.origin ? importedText(result) : trainingText(result)),
})
