import { describe, expect, test } from 'vitest'
import { fieldsOf } from '../../src/config/fields.js'
import { useCases } from '../../src/workspace/use-cases.js'

describe('use cases', () => {
  test.each(Object.entries(useCases))('every field of %s has a help text of its own', (_, { schema }) => {
    const texts = fieldsOf(schema).map(({ help }) => help)
    expect(new Set(texts).size).toBe(texts.length)
  })
})
