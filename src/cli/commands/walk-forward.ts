import { useCases } from '../../workspace/use-cases.js'
import { requestCommand } from '../request-command.js'
import { walkForwardText } from '../walk-forward/walk-forward-text.js'

export default requestCommand({
  useCase: useCases.walkForward,
  configure: (command) =>
    void command.addHelpText(
      'after',
      '\nWindows that are finished are kept: after Ctrl-C, or a crash, the same command goes on to the same result.',
    ),
  text: walkForwardText,
})
