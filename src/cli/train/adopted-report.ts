import type { TrainingOutput } from '../../workspace/train/fit-classifier.js'
import { cellText, trainingJson } from './training-report.js'

/** What became of a net that another program trained, for people: what was taken for granted comes first. */
export function adoptedText({ name, folder, description }: TrainingOutput): string {
  const { origin, history } = description
  const metrics = history[0]?.validation
  return [
    ...(origin?.assumed ?? []).map((line) => `assumed: ${line}`),
    `${origin?.source ?? name}: ${origin?.producer || 'a program of no name'}, ${origin?.columns.length ?? 0} inputs, ${origin?.output ?? 'scores'}.`,
    metrics
      ? `Validation set: loss ${metrics.loss.toFixed(4)}, accuracy ${shareText(metrics.accuracy)}, balanced ${shareText(metrics.balancedAccuracy)}.`
      : [],
    cellText(description),
    `Classifier ${name} is saved in ${folder}`,
    '',
  ]
    .flat()
    .join('\n')
}

function shareText(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

/** The same for machines. */
export function adoptedJson(output: TrainingOutput): unknown {
  const json = trainingJson(output)
  return { ...(typeof json === 'object' && json), origin: output.description.origin }
}
