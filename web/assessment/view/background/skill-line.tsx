import type { ProbabilitySkill } from '../../../../src/assessment/view/background.js'

/** How much more the probabilities know than how frequent the labels are. */
export function SkillLine({ skill: { brier, classes, isCorrected } }: { readonly skill: ProbabilitySkill }) {
  return (
    <section aria-labelledby="skill-title">
      <h3 id="skill-title">Do the probabilities know anything?</h3>
      <p>
        Brier score of the probabilities{isCorrected ? ', corrected for the frequencies in training' : ''}:{' '}
        {brier.toFixed(4)}. Skill over always predicting the labels’ frequencies (1 is perfect, 0 and less knows no
        more):{' '}
        {classes
          .map(({ name, skill }) => `${name} ${skill === null ? '–' : skill.toFixed(3).replace('-', '−')}`)
          .join(', ')}
        .
      </p>
    </section>
  )
}
