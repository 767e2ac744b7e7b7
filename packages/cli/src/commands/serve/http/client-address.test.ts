import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { clientAddress } from './client-address.ts'

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
    const app = new Hono().get('/', (c) => c.text(clientAddress(true)(c)))
    const headers = header === undefined ? {} : { 'X-Forwarded-For': header }
    expect(await (await app.request('/', { headers })).text()).toBe(expected)
  })
})

it('is that of the socket where there is no proxy, whatever the header says', async () => {
  const app = new Hono().get('/', (c) => c.text(clientAddress(false)(c)))
  const listening = Promise.withResolvers<number>()
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
    listening.resolve(port)
  })
  try {
    const headers = { 'X-Forwarded-For': '203.0.113.7' }
    const answer = await fetch(`http://127.0.0.1:${await listening.promise}/`, { headers })
    expect(await answer.text()).toBe('127.0.0.1')
  } finally {
    server.close()
  }
})
