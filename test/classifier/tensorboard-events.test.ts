import { expect, test } from 'vitest'
import { encodeFileVersion, encodeScalars } from '../../src/classifier/tensorboard-events.js'
import { crc32c } from '../../src/runtime/crc32c.js'

test('the checksum has the values of RFC 3720', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
})

/** Written by TensorBoard 2.18's own writer. */
test('records are length, masked checksum, event, masked checksum', () => {
  const bytes = Buffer.from(encodeFileVersion(1.5))
  expect(bytes.toString('hex')).toBe('1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c')
  expect(
    Buffer.from(
      encodeScalars(
        2,
        300,
        new Map([
          ['loss', 0.5],
          ['gain/best', -1],
        ]),
      ),
    ).toString('hex'),
  ).toBe(
    '2d000000000000003c418afb09000000000000004010ac022a1f0a0b0a046c6f7373150000003f0a100a096761696e2f6265737415000080bfad0f26b6',
  )
})
