import type { Command } from 'commander'
import { useCases } from '../../workspace/use-cases.js'
import { classifierText, classifiersText } from '../classifiers/classifiers-text.js'
import type { CommandModule } from '../command.js'
import { requestCommand } from '../request-command.js'

const list = requestCommand({
  useCase: useCases['classifiers.list'],
  text: classifiersText,
  next: ({ classifiers: [first] }) => first && `classifiers describe ${first.name}`,
})
const describe = requestCommand({
  useCase: useCases['classifiers.describe'],
  text: classifierText,
  next: ({ name }) => `assess ${name}`,
})
const rename = requestCommand({
  useCase: useCases['classifiers.rename'],
  text: ({ name, folder, formerName }) => `Classifier ${formerName} is called ${name} now, in ${folder}\n`,
})
const remove = requestCommand({
  useCase: useCases['classifiers.remove'],
  text: ({ name, folder }) => `Classifier ${name} is removed from ${folder}\n`,
})

const classifiers: CommandModule = {
  configure(command: Command, io) {
    const add = (name: string, summary: string, module: CommandModule): void => {
      const options = { isDefault: name === 'list' }
      module.configure(
        command.command(name, options).description(summary).configureHelp({ showGlobalOptions: true }),
        io,
      )
    }
    add('list', 'what they are made of, and what their validation set chose', list)
    add('describe', 'all that is known of one: definitions, data, sets, training, thresholds', describe)
    add('rename', 'give one another name', rename)
    add('remove', 'remove one from the disk', remove)
  },
}
export default classifiers
