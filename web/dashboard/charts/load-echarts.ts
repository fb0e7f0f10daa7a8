import type * as echartsParts from './echarts-parts.js'

/** The parts of echarts that pages draw with, loaded when the first such chart is shown. */
export function loadEcharts(): Promise<typeof echartsParts> {
  return import('./echarts-parts.js')
}
