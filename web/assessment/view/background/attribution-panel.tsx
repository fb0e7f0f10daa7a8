import type { AttributionView, Background } from '../../../../src/assessment/view/background.js'
import { Notice } from '../../../ui/notice.js'
import { Panel } from '../../../ui/panel.js'
import type { Loaded } from '../assessment-source.js'
import { CapacityTable } from './capacity-table.js'
import { ConcentrationTable } from './concentration-table.js'
import { CostGrid } from './cost-grid.js'
import { ExtremeTrades } from './extreme-trades.js'
import { ImportanceTable } from './importance-table.js'
import { RegimeTables } from './regime-tables.js'
import { SkillLine } from './skill-line.js'

/** What the gain of the cell costs, where it comes from, and what it hangs on. */
export function AttributionPanel({ background: { data, error } }: { readonly background: Loaded<Background> }) {
  return (
    <Panel id="behind" title="What is behind it" note="all bases together; gains are summed over trades">
      {error !== undefined && <Notice tone="warn">{error}</Notice>}
      <div class="background-parts">
        {data?.attribution && <AttributionParts attribution={data.attribution} />}
        {data?.importance && <ImportanceTable importance={data.importance} />}
      </div>
    </Panel>
  )
}

function AttributionParts({ attribution }: { readonly attribution: AttributionView }) {
  const { costs, capacity, concentration, regimes, skill, bestTrades, worstTrades } = attribution
  if (costs.perTrade === null) {
    return (
      <section class="background-wide">
        <p class="note">The cell makes no trade: there is no gain to explain.</p>
        <SkillLine skill={skill} />
      </section>
    )
  }
  return (
    <>
      <CostGrid costs={costs} />
      <ConcentrationTable concentration={concentration} />
      {capacity && <CapacityTable capacity={capacity} />}
      <SkillLine skill={skill} />
      <RegimeTables regimes={regimes} />
      <ExtremeTrades title="Best trades" trades={bestTrades} />
      <ExtremeTrades title="Worst trades" trades={worstTrades} />
    </>
  )
}
