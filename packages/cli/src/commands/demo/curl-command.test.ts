import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatCurlCommand } from './curl-command.ts'

const folder = mkdtempSync(join(tmpdir(), "tapis-curl-it's, "))
let answer = { status: 200, body: '' }
let received = ''
let server: Server
let url = ''

beforeAll(async () => {
  server = createServer((request, response) => {
    received = ''
    request.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk
    })
    request.on('end', () => response.writeHead(answer.status).end(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1/documents`
  writeFileSync(join(folder, 'berkas.pdf'), '%PDF-1.7 asal')
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => rmSync(join(folder, 'berkas-signed.pdf'), { force: true }))

describe('the printed command', () => {
  const requestFile = join(folder, 'permintaan; a, b.json')

  /** Run as the reader would; not synchronously, since the server is in this process. */
  async function paste(to: string) {
    const command = formatCurlCommand({ credential: "id:ra'hasia", requestFile, url: to }, 'sh')
    const child = spawn('sh', ['-c', command], { cwd: folder })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    await new Promise((resolve) => child.once('close', resolve))
    return out
  }

  beforeAll(() => writeFileSync(requestFile, '{"agency":"dinkes"}'))

  it('writes the PDF that comes, and sends the file and the request', async () => {
    answer = { status: 201, body: '%PDF-1.7 baru' }
    await paste(url)
    expect(readFileSync(join(folder, 'berkas-signed.pdf'), 'utf8')).toBe('%PDF-1.7 baru')
    expect(received).toContain('%PDF-1.7 asal')
    expect(received).toContain('{"agency":"dinkes"}')
    expect(existsSync(join(folder, 'jawaban'))).toBe(false)
  })

  it('shows an error, and leaves no PDF', async () => {
    answer = { status: 422, body: '{"code":"NOT_A_PDF"}' }
    expect(await paste(url)).toContain('{"code":"NOT_A_PDF"}')
    expect(existsSync(join(folder, 'berkas-signed.pdf'))).toBe(false)
    expect(existsSync(join(folder, 'jawaban'))).toBe(false)
  })

  it('leaves an earlier PDF as it is when there is an error, or no service at all', async () => {
    writeFileSync(join(folder, 'berkas-signed.pdf'), '%PDF-1.7 lama')
    answer = { status: 503, body: '{"code":"OVERLOADED"}' }
    await paste(url)
    await paste('http://127.0.0.1:1/v1/documents')
    expect(readFileSync(join(folder, 'berkas-signed.pdf'), 'utf8')).toBe('%PDF-1.7 lama')
  })

  it('has a form for PowerShell, where no quote is within another', () => {
    const command = formatCurlCommand(
      { credential: "id:ra'hasia", requestFile: 'C:\\data\\permintaan.json', url },
      'powershell',
    )
    expect(command.split('\n')).toHaveLength(3)
    expect(command).toContain("-u 'id:ra''hasia'")
    expect(command).toContain("-F 'request=<C:\\data\\permintaan.json'")
    expect(command).not.toContain('"')
  })
})
