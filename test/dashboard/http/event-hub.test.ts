import { describe, expect, test } from 'vitest'
import { createEventHub, type HubEvent } from '../../../src/dashboard/http/event-hub.js'

describe('the event hub', () => {
  test('tells those who follow a topic, latecomers its last event, nobody who has gone', () => {
    const hub = createEventHub()
    const early: HubEvent[] = []
    const late: HubEvent[] = []
    const stop = hub.subscribe(['a', 'b'], (event) => void early.push(event))
    hub.publish('a', { count: 1 })
    hub.publish('c', 'for nobody')
    hub.publish('a', { count: 2 })
    hub.subscribe(['a', 'c'], (event) => void late.push(event))
    stop()
    hub.publish('a', { count: 3 })
    expect(early.map(({ data }) => data)).toEqual(['{"count":1}', '{"count":2}'])
    expect(late.map(({ data }) => data)).toEqual(['{"count":2}', '"for nobody"', '{"count":3}'])
  })

  test('does not replay what was forgotten', () => {
    const hub = createEventHub()
    const seen: HubEvent[] = []
    hub.publish('a', 1)
    hub.forget('a')
    hub.subscribe(['a'], (event) => void seen.push(event))
    expect(seen).toEqual([])
  })
})
