import { describe, expect, test } from 'vitest'
import { credentialsIn } from '../../../src/workspace/trade/credentials.js'

const LIVE = { FOLLOWUPWARD_API_KEY: 'live-key', FOLLOWUPWARD_SECRET: 'live-secret' }
const TESTNET = { FOLLOWUPWARD_TESTNET_API_KEY: 'test-key', FOLLOWUPWARD_TESTNET_SECRET: 'test-secret' }
const live = { mode: 'live', where: 'live' } as const
const testnet = { mode: 'testnet', where: 'on http://127.0.0.1:1' } as const

describe('key and secret of an environment', () => {
  test('each mode has its own', () => {
    expect(credentialsIn({ ...LIVE, ...TESTNET }, live)).toEqual({ apiKey: 'live-key', secret: 'live-secret' })
    expect(credentialsIn({ ...LIVE, ...TESTNET }, testnet)).toEqual({ apiKey: 'test-key', secret: 'test-secret' })
  })

  test('those of real money are for nothing else, and the others not for real money', () => {
    expect(() => credentialsIn(LIVE, testnet)).toThrow(
      'trading on http://127.0.0.1:1 needs FOLLOWUPWARD_TESTNET_API_KEY and FOLLOWUPWARD_TESTNET_SECRET in the environment; those of mode live are never sent there; nothing was traded',
    )
    expect(() => credentialsIn(TESTNET, live)).toThrow(/needs FOLLOWUPWARD_API_KEY and FOLLOWUPWARD_SECRET in/)
    expect(() => credentialsIn({ FOLLOWUPWARD_TESTNET_API_KEY: 'k' }, testnet)).toThrow(
      /needs FOLLOWUPWARD_TESTNET_SECRET in/,
    )
  })

  test('one key under both names is refused in both modes, without showing it', () => {
    const same = { ...LIVE, FOLLOWUPWARD_TESTNET_API_KEY: 'live-key', FOLLOWUPWARD_TESTNET_SECRET: 'other' }
    for (const need of [live, testnet])
      expect(() => credentialsIn(same, need)).toThrow(
        /^FOLLOWUPWARD_API_KEY and FOLLOWUPWARD_TESTNET_API_KEY are the same key; [^'"]*$/,
      )
  })
})
