// Our signed samples under the eyes of validators that share no code with us: qpdf, pdfsig,
// OpenSSL, pyHanko.

import { X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromBER } from 'asn1js'
import { ContentInfo, SignedData } from 'pkijs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type City, startCity } from '../support/city.ts'
import { SAMPLES } from '../support/samples.ts'
import { pyhankoJudge } from './judges.ts'
import { hasTool, run } from './tools.ts'

const SIGNATURE_TIMESTAMP = '1.2.840.113549.1.9.16.2.14'

let city: City

beforeAll(async () => {
  city = await startCity()
  for (const name of SAMPLES) {
    const { signed } = await city.post(name)
    writeFileSync(file(name, 'pdf'), signed)
    const { content, cms } = splitSigned(signed)
    writeFileSync(file(name, 'content'), content)
    writeFileSync(file(name, 'cms'), cms)
    const { signatureValue, timestampToken } = splitCms(cms)
    writeFileSync(file(name, 'value'), signatureValue)
    writeFileSync(file(name, 'token'), timestampToken)
  }
  writeFileSync(file('root', 'pem'), new X509Certificate(readFileSync(city.rootFile)).toString())
})

afterAll(() => city?.close())

const file = (name: string, extension: string) => join(city.folder, `${name}.${extension}`)

/**
 * The two ranges joined, and the CMS between them, found by the file's own /ByteRange and nothing
 * of ours.
 */
function splitSigned(pdf: Uint8Array): { readonly content: Buffer; readonly cms: Buffer } {
  const text = Buffer.from(pdf).toString('latin1')
  const [, ...numbers] = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/.exec(text) ?? []
  const [first = 0, length = 0, second = 0, rest = 0] = numbers.map(Number)
  const content = Buffer.concat([pdf.subarray(first, first + length), pdf.subarray(second, second + rest)])
  const padded = Buffer.from(text.slice(first + length + 1, second - 1), 'hex')
  return { content, cms: padded.subarray(0, derLength(padded)) }
}

/** Header and content of the DER value at the start; the zeros after it are padding. */
function derLength(der: Uint8Array): number {
  const lengthBytes = (der[1] ?? 0) & 0x7f
  return [...der.subarray(2, 2 + lengthBytes)].reduce((sum, byte) => sum * 256 + byte, 0) + 2 + lengthBytes
}

function splitCms(cms: Buffer): { readonly signatureValue: Buffer; readonly timestampToken: Buffer } {
  const { content } = new ContentInfo({ schema: fromBER(cms).result })
  const [signer] = new SignedData({ schema: content }).signerInfos
  const attribute = signer?.unsignedAttrs?.attributes.find(({ type }) => type === SIGNATURE_TIMESTAMP)
  return {
    signatureValue: Buffer.from(signer?.signature.valueBlock.valueHexView ?? []),
    timestampToken: Buffer.from(attribute?.values[0].toBER() ?? []),
  }
}

describe.each(SAMPLES)('%s', (name) => {
  it.skipIf(!hasTool('qpdf'))('has no syntax error for qpdf', () => {
    const { status, output } = run('qpdf', ['--check', file(name, 'pdf')])
    expect(output).toContain('No syntax or stream encoding errors found')
    expect(status).toBe(0)
  })

  it.skipIf(!hasTool('pdfsig'))('has a valid signature over the whole document for pdfsig', () => {
    const { output } = run('pdfsig', [file(name, 'pdf')])
    expect(output).toContain('Signature Validation: Signature is Valid.')
    expect(output).toContain('Total document signed')
    expect(output).toContain('Signature Type: ETSI.CAdES.detached')
  })

  it.skipIf(!hasTool('openssl'))('has a CMS that OpenSSL verifies up to our root', () => {
    const { status, output } = run('openssl', [
      ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', file(name, 'cms')],
      ...['-content', file(name, 'content'), '-CAfile', file('root', 'pem'), '-purpose', 'any'],
      ...['-cades', '-out', file(name, 'verified')],
    ])
    expect(output).toContain('Verification successful')
    expect(status).toBe(0)
  })

  it.skipIf(!hasTool('openssl'))('has a timestamp over its signature value that OpenSSL verifies', () => {
    const { status, output } = run('openssl', [
      ...['ts', '-verify', '-token_in', '-in', file(name, 'token'), '-data', file(name, 'value')],
      ...['-CAfile', file('root', 'pem')],
    ])
    expect(output).toContain('Verification: OK')
    expect(status).toBe(0)
  })

  it.skipIf(!hasTool('pyhanko'))('passes at level B-T for pyHanko, revocation lists fetched', async () => {
    const material = { anchors: [city.rootFile], certificates: [], crls: [], ocsps: [] }
    const [verdict] = await pyhankoJudge([{ file: file(name, 'pdf'), material, fetch: true }])
    expect(verdict, JSON.stringify(verdict)).toMatchObject({
      signatures: [
        {
          process: 'with-time',
          indication: 'PASSED',
          timestamped: true,
          coverage: 'ENTIRE_FILE',
          modification: 'NONE',
          message: null,
        },
      ],
    })
  })
})
