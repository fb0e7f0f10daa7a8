import type { VerdictFigures } from '../../../src/assessment/verdict/verdict.js'
import { formatInteger, formatNumber, formatPercent, formatSignedPercent } from '../../ui/format.js'
import { Tile } from '../../ui/tile.js'

/** The figures that a verdict rests on; what cannot be computed says so. */
export function VerdictTiles({ figures }: { readonly figures: VerdictFigures }) {
  const { bases, gain, days, from, to, trades } = figures
  return (
    <dl class="tiles cell-tiles verdict-tiles">
      <Tile
        label="Gain of the capital"
        value={formatSignedPercent(gain)}
        tone={gain > 0 ? 'gain' : gain < 0 ? 'loss' : undefined}
        remark={describeCosts(figures)}
      />
      <IntervalTile figures={figures} />
      <Tile
        label="Trades"
        value={formatInteger(trades)}
        remark={bases === 1 ? 'of 1 base' : `of ${formatInteger(bases)} bases`}
      />
      <Tile
        label="Days"
        value={formatInteger(days)}
        remark={from === null || to === null ? 'no rows' : `${from} to ${to}`}
      />
      <TrialsTile figures={figures} />
      <LuckTile figures={figures} />
      <SharpeTile figures={figures} />
      <MoreDaysTile figures={figures} />
    </dl>
  )
}

const NOT_KNOWN = '–'

function describeCosts({ costs: { fees, spread, slippage } }: VerdictFigures): string {
  return `after fees ${formatPercent(fees, 2)}, spread ${formatPercent(spread, 2)}, slippage ${formatPercent(slippage, 2)}`
}

function IntervalTile({ figures: { interval } }: { readonly figures: VerdictFigures }) {
  if (!interval) return <Tile label="Gain a day" value={NOT_KNOWN} remark="too little to give an interval" />
  const { low, high, confidence, draws, blockDays } = interval
  return (
    <Tile
      label={`Gain a day, ${Math.round(100 * confidence)} %`}
      value={`${formatSignedPercent(low, 3)} … ${formatSignedPercent(high, 3)}`}
      remark={`${formatInteger(draws)} draws of blocks of ${formatNumber(blockDays)} ${blockDays === 1 ? 'day' : 'days'}`}
    />
  )
}

function TrialsTile({ figures: { trials } }: { readonly figures: VerdictFigures }) {
  const { raw, effective, epochs } = trials
  return (
    <Tile
      label="Trials K"
      value={formatInteger(raw)}
      remark={`as ${effective.toFixed(1)} independent ones${epochs > 1 ? `, of ${epochs} epochs each` : ''}`}
    />
  )
}

function LuckTile({ figures: { luck } }: { readonly figures: VerdictFigures }) {
  if (!luck) return <Tile label="p by shifted scores" value={NOT_KNOWN} remark="nothing could be shifted" />
  const { pValue, adjustedPValue, meanGain, draws } = luck
  return (
    <Tile
      label="p by shifted scores"
      value={adjustedPValue.toFixed(3)}
      remark={`${pValue.toFixed(3)} for a single trial; ${formatInteger(draws)} draws gain ${formatSignedPercent(meanGain)} on average`}
    />
  )
}

function SharpeTile({ figures: { sharpe } }: { readonly figures: VerdictFigures }) {
  if (!sharpe) return <Tile label="Sharpe ratio, a year" value={NOT_KNOWN} remark="too little to compute it" />
  const { annualRatio, probability } = sharpe
  return (
    <Tile
      label="Sharpe ratio, a year"
      value={annualRatio.toFixed(2)}
      remark={
        probability === null
          ? 'no probability can be given'
          : `above what the best trial has by luck with ${formatPercent(probability)}`
      }
    />
  )
}

function MoreDaysTile({ figures: { moreDays } }: { readonly figures: VerdictFigures }) {
  const label = 'Days still needed'
  if (moreDays === null) return <Tile label={label} value={NOT_KNOWN} remark="no number of days can be told" />
  const remark = moreDays > 0 ? 'for a gain of this size to be told from luck' : 'these days are enough'
  return <Tile label={label} value={formatInteger(Math.ceil(moreDays))} remark={remark} />
}
