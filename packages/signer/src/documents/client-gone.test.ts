// A real server and a raw socket: what a client that hangs up looks like from the other side.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type ServerType, serve } from '@hono/node-server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { formOf, type Harness, startSigner } from '../testing/harness.ts'
import { samplePdf } from '../testing/sample-pdf.ts'

const nothing = { documents: 0, signatures: 0, idempotencyKeys: 0, files: 0, unfinished: 0 }

let signer: Harness
let server: ServerType
let port = 0
/** Called when the signer asks for its timestamp; the request waits for it. */
let whileSigning: (() => Promise<void>) | undefined

beforeAll(async () => {
  signer = await startSigner({
    replace: ({ timestampAuthority }) => ({
      timestampAuthority: {
        expectedTokenBytes: timestampAuthority.expectedTokenBytes,
        async timestamp(imprint) {
          await whileSigning?.()
          return await timestampAuthority.timestamp(imprint)
        },
      },
    }),
  })
  server = serve({ fetch: signer.app.fetch, port: 0, hostname: '127.0.0.1' })
  if (!server.listening) await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterEach(() => {
  whileSigning = undefined
})
afterAll(async () => {
  server.close()
  await signer.close()
})

/** The whole request as bytes on the wire. */
async function rawRequest(key: string): Promise<Buffer> {
  const form = new Response(
    formOf(await samplePdf({ text: 'isi', pages: 20 }), JSON.stringify(signer.request)),
  )
  const body = Buffer.from(await form.arrayBuffer())
  const head = [
    'POST /v1/documents HTTP/1.1',
    'host: signer.test',
    `authorization: ${signer.application.basic}`,
    `idempotency-key: ${key}`,
    `content-type: ${form.headers.get('content-type')}`,
    `content-length: ${body.length}`,
    '',
    '',
  ].join('\r\n')
  return Buffer.concat([Buffer.from(head), body])
}

/** Waits for the log line of the request: its handler has come to its end. */
async function answered(): Promise<string> {
  for (;;) {
    const line = signer.log.pop()
    if (line?.includes('"event":"request"')) return line
    await delay(10)
  }
}

describe('a client that hangs up', () => {
  it('in the middle of its body leaves nothing behind', async () => {
    const request = await rawRequest('k-1')
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(request.subarray(0, request.length - 500))
    await delay(50)
    socket.destroy()
    expect(await answered()).toContain('"problem":"CLIENT_GONE"')
    expect(await signer.counts()).toEqual(nothing)
  })

  it('while its document is being signed leaves nothing behind', async () => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    whileSigning = async () => {
      socket.destroy()
      // Until the server has noticed.
      await delay(100)
    }
    socket.write(await rawRequest('k-2'))
    expect(await answered()).toContain('"problem":"CLIENT_GONE"')
    expect(await signer.counts()).toEqual(nothing)
  })

  it('does not stop the next one, which uses the same key', async () => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(await rawRequest('k-2'))
    const [first]: unknown[] = await once(socket, 'data')
    expect(String(first)).toMatch(/^HTTP\/1\.1 201 /)
    socket.destroy()
    expect(await signer.counts()).toMatchObject({ documents: 1, files: 1 })
  })
})

describe('a client that sends too much', () => {
  it('gets its answer while it is still sending', async () => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.on('error', () => undefined)
    socket.write(
      `POST /v1/documents HTTP/1.1\r\nhost: signer.test\r\nauthorization: ${signer.application.basic}\r\n` +
        'content-type: multipart/form-data; boundary=b\r\ncontent-length: 99999999999\r\n\r\nbegin',
    )
    const [first]: unknown[] = await once(socket, 'data')
    expect(String(first)).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
  })
})
