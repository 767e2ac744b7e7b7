// The process that `floor.ts` hammers: prints its port and says hello.

import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'

const server = createAdaptorServer({ fetch: new Hono().get('/', (c) => c.text('hello')).fetch })
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address !== 'string') console.log(address.port)
})
