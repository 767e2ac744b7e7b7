// An authority that takes every request and never answers.

import { createServer, type Socket } from 'node:net'

interface SilentServer {
  readonly url: string
  /** Resolves when the first request is there. */
  readonly asked: Promise<void>
  readonly close: () => void
}

export async function silentServer(): Promise<SilentServer> {
  const sockets: Socket[] = []
  let ask: () => void
  const asked = new Promise<void>((resolve) => {
    ask = resolve
  })
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined).once('data', () => ask())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/tsa`,
    asked,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
