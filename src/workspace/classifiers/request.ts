import { z } from 'zod'
import { plainName } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'

/** A folder among the classifiers of the workspace, never a path out of it. */
const storedName = z.string().regex(/^[^/\\.][^/\\]*$/, 'expected the name of a classifier of this workspace')
const name = storedName.register(fields, { help: 'classifier of this workspace', isArgument: true })

export const listClassifiersSchema = z.strictObject({})
export const describeClassifierSchema = z.strictObject({ name })
export const removeClassifierSchema = z.strictObject({ name })
export const renameClassifierSchema = z.strictObject({
  name,
  to: plainName.register(fields, {
    help: 'name that it gets, of letters, digits, dots, dashes and underscores',
    placeholder: 'new-name',
    isArgument: true,
  }),
})

export type ListClassifiersRequest = z.input<typeof listClassifiersSchema>
export type DescribeClassifierRequest = z.input<typeof describeClassifierSchema>
export type RemoveClassifierRequest = z.input<typeof removeClassifierSchema>
export type RenameClassifierRequest = z.input<typeof renameClassifierSchema>
