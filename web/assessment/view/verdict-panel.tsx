import type {
  Verdict,
  VerdictBasis,
  VerdictFigures,
  VerdictReason,
  VerdictStatus,
} from '../../../src/assessment/verdict/verdict.js'
import { formatInteger } from '../../ui/format.js'
import { Notice } from '../../ui/notice.js'
import { Panel } from '../../ui/panel.js'
import { Progress } from '../../ui/progress.js'
import { useAssessmentSource, type CellQuery } from './assessment-source.js'
import { VerdictTiles } from './verdict-tiles.js'

/** Whether the gain of a cell is an edge: a word, the sentences that say why, and the main figures. Nothing where the source has none. */
export function VerdictPanel({ cell }: Pick<CellQuery, 'cell'>) {
  const loaded = useAssessmentSource().useVerdict(cell)
  if (!loaded) return null
  const { data, error, progress } = loaded
  return (
    <Panel
      id="verdict"
      title="Verdict"
      note={`buy at ${cell.buyThreshold}, sell at ${cell.sellThreshold}${data ? ` · ${describeBases(data.figures)}` : ''}`}
    >
      {error !== undefined && <Notice tone="warn">{error}</Notice>}
      {!data && error === undefined && (
        <div role="status">
          <p class="note">The verdict is being computed: scores are shifted against their minutes many times.</p>
          <Progress
            label={progress?.task ?? 'verdict'}
            done={progress?.done ?? 0}
            total={progress?.total ?? 0}
            unit={progress?.unit ?? ''}
          />
        </div>
      )}
      {data && <VerdictDetails verdict={data} />}
    </Panel>
  )
}

function VerdictDetails({ verdict }: { readonly verdict: Verdict }) {
  const { status, basis, optimistic, sentences, reasons, figures } = verdict
  const [headline = '', ...more] = sentences
  return (
    <>
      <div class={`verdict-headline ${optimistic ? 'warn' : TONES[status]}`}>
        <p class="verdict-status">{headline}</p>
        <p>{BASES[basis]}</p>
      </div>
      <VerdictTiles figures={figures} />
      <ul class="verdict-sentences">
        {more.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {reasons.length > 0 && (
        <p class="verdict-reasons">
          <b>Against an edge:</b> {reasons.map((reason) => REASONS[reason]).join('; ')}.
        </p>
      )}
    </>
  )
}

function describeBases({ bases }: VerdictFigures): string {
  return `${bases === 1 ? '1 base' : `${formatInteger(bases)} bases together`} · gains are shares of the capital`
}

/** Green only says an edge on days that selected nothing. */
const TONES: Readonly<Record<VerdictStatus, string>> = { edge: 'good', noEdge: 'bad', cannotBeSaid: 'warn' }

const BASES: Readonly<Record<VerdictBasis, string>> = {
  walkForward: 'It stands on days that followed each training.',
  laterDays: 'It stands on days that selected nothing.',
  selectionDays: 'It stands on the very days that selected the thresholds, which is too good.',
}

const REASONS: Readonly<Record<VerdictReason, string>> = {
  fewTrades: 'there are too few trades',
  fewDays: 'there are too few days',
  constantReturns: 'every day returned the same',
  notShifted: 'no range is long enough for its scores to be shifted',
  loss: 'the days gain nothing after costs',
  interval: 'the interval of the gain a day has 0 in it',
  trials: 'the best of as many trials has such a Sharpe ratio by luck',
  permutation: 'scores shifted against their minutes gain as much',
}
