import type { AssessmentScores, MatrixFigures } from '../../../src/assessment/view/assessment-view.js'
import { useParam } from '../../app/address.js'
import { CurveChart, type Curve } from '../../charts/curve-chart.js'
import { formatPercent, formatInteger } from '../../ui/format.js'
import { Notice } from '../../ui/notice.js'
import { Panel } from '../../ui/panel.js'
import { useAssessmentSource } from './assessment-source.js'
import { ConfusionTable } from './confusion-table.js'

interface ScoresPanelProps {
  readonly figures: MatrixFigures
}

/** How well the classes are told apart, how the scores lie, and how far they can be taken at their word. */
export function ScoresPanel({ figures }: ScoresPanelProps) {
  const { data: scores, error } = useAssessmentSource().useScores(figures.base)
  return (
    <>
      {error !== undefined && <Notice tone="warn">{error}</Notice>}
      {scores && scores.undecided > 0 && (
        <Notice>
          {formatInteger(scores.undecided)} rows are left out of the scores below: the classifier decides at events
          only.
        </Notice>
      )}
      <div class="pair">
        <Panel id="confusion" title="Labels and predictions" note="rows; a share is of the label's rows">
          <ConfusionTable figures={figures} classes={scores?.classes ?? ['hold', 'buy', 'sell']} />
        </Panel>
        {scores && <Distribution scores={scores} />}
      </div>
      {scores ? <ReliabilityPanel scores={scores} /> : error === undefined && <p class="note">counting …</p>}
    </>
  )
}

function toneOf(name: string): string {
  return ['hold', 'buy', 'sell'].includes(name) ? name : 'accent'
}

/** The score of one class, by label: what belongs to the class should lie to the right. */
function Distribution({ scores }: { readonly scores: AssessmentScores }) {
  const [of, setOf] = useParam('score', 'buy')
  const { classes, bins, histograms } = scores
  const index = Math.max(0, classes.indexOf(of.value))
  const curves: Curve[] = classes.map((label, row) => {
    const counts = histograms[row]?.[index] ?? []
    const all = Math.max(
      1,
      counts.reduce((sum, count) => sum + count, 0),
    )
    return {
      name: `label ${label}`,
      tone: toneOf(label),
      points: counts.map((count, bin) => ({ x: (bin + 0.5) / bins, y: count / all })),
    }
  })
  return (
    <Panel
      id="distribution"
      title={`Score of ${classes[index] ?? ''}`}
      note="share of each label's rows"
      actions={
        <div role="group" aria-label="score of class" class="switch">
          {classes.map((name) => (
            <button key={name} type="button" aria-pressed={name === classes[index]} onClick={() => setOf(name)}>
              {name}
            </button>
          ))}
        </div>
      }
    >
      <CurveChart
        label={`Distribution of the score of ${classes[index] ?? ''} by label`}
        curves={curves}
        xText={(score) => score.toFixed(2)}
        yText={(share) => formatPercent(share, 1)}
        xRange={[0, 1]}
        withZero
      />
    </Panel>
  )
}

function ReliabilityPanel({ scores }: { readonly scores: AssessmentScores }) {
  const { classes, reliability, isNatural } = scores
  const note = isNatural
    ? 'the net saw the classes as frequent as they are: its scores are probabilities'
    : 'scores of balanced batches are no probabilities; corrected for how frequent the classes are, they should follow the diagonal'
  return (
    <Panel id="reliability" title="Reliability" note={note}>
      <div class="thirds">
        {classes.map((name, index) => {
          const figures = reliability[index]
          return figures ? <ClassReliability key={name} name={name} figures={figures} isNatural={isNatural} /> : null
        })}
      </div>
    </Panel>
  )
}

interface ClassReliabilityProps {
  readonly name: string
  readonly figures: AssessmentScores['reliability'][number]
  readonly isNatural: boolean
}

function ClassReliability({ name, figures, isNatural }: ClassReliabilityProps) {
  const pointsOf = ({ bins }: typeof figures.scores): Curve['points'] =>
    bins.map(({ predicted, observed }) => ({ x: predicted, y: observed }))
  const curves: Curve[] = [
    {
      name: 'as predicted',
      tone: 'muted',
      dashed: true,
      points: [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
    },
    ...(isNatural
      ? []
      : [{ name: 'probability', tone: 'accent', dots: true, points: pointsOf(figures.probabilities) }]),
    { name: 'score', tone: 'series-2', dots: true, points: pointsOf(figures.scores) },
  ]
  return (
    <section aria-label={`Reliability of ${name}`}>
      <h3>{name}</h3>
      <CurveChart
        label={`How often ${name} was the label, by what was predicted`}
        curves={curves}
        xText={(share) => formatPercent(share)}
        yText={(share) => formatPercent(share)}
        xRange={[0, 1]}
        yRange={[0, 1]}
        width={390}
        height={270}
      />
      <p class="note">
        mean error {formatPercent(figures.probabilities.error, 2)}
        {!isNatural && ` (scores ${formatPercent(figures.scores.error, 2)})`} · Brier{' '}
        {figures.probabilities.brier.toFixed(4)}
      </p>
    </section>
  )
}
