import { CancelledError, UserError } from '../../core/errors.js'
import { marketPath } from '../../core/market.js'
import type { RemovedData } from '../../workspace/data/remove/result.js'
import { useCases } from '../../workspace/use-cases.js'
import { requestCommand, type CommandCall } from '../request-command.js'

const HELP = `
Removes the stored candles of these bases and the features and targets that were computed from them. Classifiers, runs and
the book stay.`

export default requestCommand({
  useCase: useCases['data.remove'],
  configure: (command) => void command.option('--yes', 'remove without asking').addHelpText('after', HELP),
  prepare: confirmRemoval,
  text: removeText,
  next: () => 'data',
})

async function confirmRemoval(
  request: Record<string, unknown>,
  { io, front }: CommandCall,
): Promise<Record<string, unknown>> {
  if (front['yes'] === true) return request
  const { bases } = request
  const names = Array.isArray(bases) ? bases.join(', ') : ''
  const answer = await io.ask?.(`Remove the candles of ${names} and all that was computed from them? Type yes: `)
  if (answer?.trim().toLowerCase() === 'yes') return request
  if (answer === undefined)
    throw new UserError('nobody is there to be asked; add --yes to remove the candles. Nothing was removed')
  throw new CancelledError('not confirmed with yes; nothing was removed')
}

function removeText({ bases }: RemovedData): string {
  const lines = bases.map(({ name, market, features, targets }) => {
    const frames = [...features, ...targets]
    return `${name} (${marketPath(market)}): candles removed${frames.length > 0 ? `, with ${frames.join(', ')}` : ''}`
  })
  return `${lines.join('\n')}\n`
}
