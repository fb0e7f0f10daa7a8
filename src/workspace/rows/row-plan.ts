import type { Learning } from '../../classifier/learning.js'
import type { TrainingPlan, TrainingRequest } from '../train/plan-training.js'

/** What rows are made from, whoever learns from them. */
export interface RowPlan extends Pick<TrainingPlan, 'features' | 'target' | 'events' | 'window' | 'reach'> {
  readonly request: Pick<TrainingRequest, 'bases' | 'sets' | 'scaler'>
  /** Whether the weights of rows are needed where the features are. */
  readonly learning?: Pick<Learning, 'sampleWeights'>
}
