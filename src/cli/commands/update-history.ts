import { followDataSchema } from '../../workspace/data/follow/request.js'
import { requireUpToDate, updateDataJson } from '../../workspace/data/update/result.js'
import { useCases } from '../../workspace/use-cases.js'
import { schemaCommand, suggestNext } from '../request-command.js'
import { updateText } from '../update/update-text.js'

const HELP = `
From the exchange of followupward.yaml, up to its last finished minute. Stopped at any moment and run again it goes on
where it was. Features and targets that a base has frames of are brought up to the new candles. No key is needed.`

export default schemaCommand({
  schema: followDataSchema,
  configure: (command) =>
    void command
      .option('--follow', 'go on minute by minute until Ctrl-C, by WebSocket where the exchange has candles there')
      .addHelpText('after', HELP),
  act: async ({ poll, ...request }, call) => {
    const { io, calls, front, isJson } = call
    const data =
      front['follow'] === true
        ? await calls.run(
            useCases['data.follow'],
            { ...request, poll },
            {
              onStart: (bases, isStreamed) => io.err(followingText(bases, isStreamed)),
            },
          )
        : await calls.run(useCases['data.update'], request)
    io.out(isJson ? `${JSON.stringify(updateDataJson(data))}\n` : updateText(data.bases))
    suggestNext(call, 'data')
    requireUpToDate(data.bases)
  },
})

function followingText(bases: readonly string[], isStreamed: boolean): string {
  return `following ${bases.join(', ')} ${isStreamed ? 'by WebSocket' : 'by asking each minute'}; Ctrl-C ends it\n`
}
