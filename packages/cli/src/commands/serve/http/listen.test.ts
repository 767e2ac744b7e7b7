import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Hono } from 'hono'
import { afterEach, describe, expect, it } from 'vitest'
import { type Listening, type ListenOptions, listen } from './listen.ts'

let listening: Listening | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await listening?.close()
})

/** A server whose `/slow` answers when it is let. */
async function start(options?: ListenOptions) {
  const begun = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const app = new Hono()
    .get('/fast', (c) => c.text('fast'))
    .get('/slow', async (c) => {
      begun.resolve()
      await gate.promise
      return c.text('slow')
    })
  const port = await freePort()
  listening = await listen(app, '127.0.0.1', port, options)
  return { port, begun: begun.promise, letGo: gate.resolve, close: listening.close }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A connection, and everything that came over it by its end. */
async function open(port: number) {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  await once(socket, 'connect')
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk
  })
  socket.on('error', () => undefined)
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(received)))
  return { socket, ended, received: () => received }
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

describe('a server that is closed', () => {
  it('answers the request at work, says that the connection ends, and ends it', async () => {
    const { port, begun, letGo, close } = await start()
    const { socket, ended } = await open(port)
    socket.write(get('/slow'))
    await begun
    const closed = close()
    letGo()
    const answer = await ended
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(answer).toMatch(/^connection: close\r$/im)
    expect(answer).toMatch(/slow$/)
    await closed
  })

  it('answers a request whose beginning it had, with its connection ending too', async () => {
    const { port, close } = await start()
    const { socket, ended } = await open(port)
    const [head = '', rest = ''] = [get('/fast').slice(0, 20), get('/fast').slice(20)]
    socket.write(head)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const closed = close()
    socket.write(rest)
    expect(await ended).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*connection: close/i)
    await closed
  })

  it('closes connections that are kept for later, and ones that have said nothing', async () => {
    const { port, close } = await start({ silentMilliseconds: 1 })
    const kept = await open(port)
    kept.socket.write(get('/fast'))
    await once(kept.socket, 'data')
    const silent = await open(port)
    await close()
    expect(await kept.ended).toMatch(/keep-alive/i)
    expect(await silent.ended).toBe('')
  })

  it('takes no new connection', async () => {
    const { port, close } = await start()
    await close()
    const socket = connect(port, '127.0.0.1')
    const [error] = await once(socket, 'error')
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('cuts what is still at work when its grace is over', async () => {
    const { port, begun, close } = await start({ graceMilliseconds: 1 })
    const { socket, ended } = await open(port)
    socket.write(get('/slow'))
    await begun
    await close()
    expect(await ended).toBe('')
  })
})
