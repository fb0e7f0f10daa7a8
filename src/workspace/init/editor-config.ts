import { fileURLToPath } from 'node:url'
import { PACKAGE_NAME, packageEntry } from '../../definitions/package-entry.js'

/**
 * `tsconfig.json` of a new workspace: with it an editor knows this package's types in a folder without an installation. No
 * command reads it.
 */
export function editorConfigText(): string {
  const types = fileURLToPath(packageEntry()).replace(/\.js$/, '.d.ts')
  const settings = {
    compilerOptions: {
      target: 'ES2023',
      module: 'ESNext',
      moduleResolution: 'bundler',
      lib: ['ES2023'],
      types: [],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      paths: { [PACKAGE_NAME]: [types] },
    },
    include: ['features', 'targets', 'nets', 'events', 'metrics'],
  }
  return `// For your editor alone: types and completion in your own definitions. No command reads it.
// Where ${PACKAGE_NAME} moves, or is installed in this folder, change or remove "paths".
${JSON.stringify(settings, null, 2)}
`
}
