import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { forwardedAddress } from './client-address.ts'

describe('the address behind a proxy', () => {
  it.each([
    ['the one that the proxy wrote', '203.0.113.7', '203.0.113.7'],
    [
      'the last one, whatever the visitor made up before it',
      '198.51.100.1, 10.0.0.1, 203.0.113.7',
      '203.0.113.7',
    ],
    ['unknown without the header', undefined, 'unknown'],
  ])('is %s', async (_, header, expected) => {
    const app = new Hono().get('/', (c) => c.text(forwardedAddress(c)))
    const headers = header === undefined ? {} : { 'X-Forwarded-For': header }
    expect(await (await app.request('/', { headers })).text()).toBe(expected)
  })
})
