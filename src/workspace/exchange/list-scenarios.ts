import { renderTable } from '../../cli/table.js'
import { loadScenarios } from '../../exchange/simulated/scenarios/open-scenarios.js'

export interface ListedScenario {
  readonly id: string
  readonly summary: string
  /** Defaults by setting; a setting without one is left out. */
  readonly settings: unknown
}

/** Every scenario that `--scenario` knows. */
export async function listScenarios(): Promise<ListedScenario[]> {
  const catalog = await loadScenarios()
  return [...catalog.values()].map(({ value: { id, summary, settings } }) => ({
    id,
    summary,
    settings: settings.parse({}),
  }))
}

export function scenariosText(list: readonly ListedScenario[]): string {
  return renderTable(
    [{ name: 'scenario' }, { name: 'what goes wrong' }, { name: 'settings' }],
    list.map(({ id, summary, settings }) => [id, summary, settingsText(settings)]),
  )
}

function settingsText(settings: unknown): string {
  return JSON.stringify(settings).replaceAll(/["{}]/g, '').replaceAll(',', ', ')
}
