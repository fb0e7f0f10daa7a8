import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { statDataFile } from '../../store/files/data-file.js'
import { LineCounter, isMap, isNode, isScalar, type Document, type Pair } from 'yaml'
import { parseYaml, yamlValue } from '../../config/yaml-values.js'
import type { z } from 'zod'
import { entryOf, type Catalog } from '../../definitions/catalog.js'
import { UserError, messageOf } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { loadScenarios } from '../../exchange/simulated/scenarios/open-scenarios.js'
import { describeSettingError, type ScenarioChoice } from '../../exchange/simulated/scenarios/open-scenarios.js'
import type { Scenario } from '../../exchange/simulated/scenarios/scenario.js'
import type { ListScenariosRequest } from './request.js'
import type { ScenarioInfo } from './result.js'

/** What is a file of scenarios, not the name of one. */
export const SCENARIO_FILE = /\.ya?ml$/

/** Every scenario that can be asked for. */
export async function listScenarios(_request: ListScenariosRequest): Promise<ScenarioInfo[]> {
  const catalog = await loadScenarios()
  return [...catalog.values()].map(({ value: { id, summary, settings } }) => ({
    id,
    summary,
    settings: settings.parse({}),
  }))
}

/**
 * Reads scenarios: names, and yaml files in `folder` that give names their settings. Throws UserError where a name is not known,
 * a file cannot be read, or settings are not valid: with the line of the file.
 */
export async function readScenarios(texts: readonly string[], folder: string): Promise<ScenarioChoice[]> {
  if (texts.length === 0) return []
  const catalog = await loadScenarios()
  const choices: ScenarioChoice[] = []
  for (const each of texts) {
    if (SCENARIO_FILE.test(each)) choices.push(...(await readScenarioFile(resolve(folder, each), catalog)))
    else choices.push({ id: entryOf(catalog, 'scenario', each).value.id })
  }
  return choices
}

async function readTextFile(file: string): Promise<string> {
  await statDataFile(file)
  return readFile(file, 'utf8')
}

async function readScenarioFile(name: string, catalog: Catalog<Scenario>): Promise<ScenarioChoice[]> {
  const text = await readTextFile(name).catch((error: unknown) => {
    throw new RequestError(`{scenarios} ${name}: cannot be read (${messageOf(error)})`)
  })
  const lines = new LineCounter()
  const document = parseYaml(text, name, { lineCounter: lines })
  const place = (node: unknown): string => `${name}:${lineOf(node, lines)}`
  if (!isMap(document.contents)) {
    throw new UserError(`${place(document.contents)}: expected one scenario a line, such as "latency: { max: 200 }"`)
  }
  return document.contents.items.map((pair) => choiceOf(pair, document, catalog, name, place))
}

/** One line of the file: a scenario's name with its settings, or with none. */
function choiceOf(
  { key, value }: Pair,
  document: Document,
  catalog: Catalog<Scenario>,
  file: string,
  place: (node: unknown) => string,
): ScenarioChoice {
  const id = isScalar(key) ? String(key.value) : ''
  const scenario = catalog.get(id)?.value
  if (!scenario) {
    throw new UserError(`${place(key)}: no scenario is called ${id}; there are ${[...catalog.keys()].join(', ')}`)
  }
  const settings: unknown = (isNode(value) ? yamlValue(document, file, value) : undefined) ?? {}
  const parsed = scenario.settings.safeParse(settings)
  if (parsed.success) return { id, settings }
  const at = settingAt(parsed.error, value)
  throw new UserError(`${place(at ?? value ?? key)}: ${id}: ${describeSettingError(parsed.error)}`)
}

/** The node of the setting that is at fault. */
function settingAt(error: z.ZodError, node: unknown): unknown {
  if (!isMap(node)) return undefined
  const [issue] = error.issues
  const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0]
  return node.items.find(({ key }) => isScalar(key) && key.value === name)?.key
}

function lineOf(node: unknown, lines: LineCounter): number {
  const start = isNode(node) ? node.range?.[0] : undefined
  return lines.linePos(start ?? 0).line
}
