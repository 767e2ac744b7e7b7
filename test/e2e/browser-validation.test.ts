// The validator in a real browser: every attack of the catalogue, its honest twins, and signatures
// of every key and level are judged there as they are here.

import { createServer } from 'node:http'
import { type Json, jsonReport } from '@tapis/pades/reports'
import { validatePdf } from '@tapis/pades/validate'
import { present } from '@tapis/pki'
import { buildPdf, signedBytes, validationTime } from '@tapis/testing/pdf'
import {
  custodianOf,
  evidenceSourceOf,
  revocableCity,
  softwareCustodian,
  timestampAuthorityOf,
} from '@tapis/testing/pki'
import { launchBrowser } from '@tapis/verify-web/testing'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tableFamilies } from '../attacks/families.ts'
import { makePaper, type Paper } from '../attacks/paper.ts'

/** What the page has. */
declare const validator: {
  readonly validatePdf: typeof validatePdf
  readonly jsonReport: typeof jsonReport
}

interface Judged {
  readonly pdf: Uint8Array
  readonly anchors: readonly Uint8Array[]
  readonly at: Date
  readonly password?: string
}

let browser: Browser
let page: Page
let paper: Paper
const server = createServer((_, response) => {
  response.setHeader('content-type', 'text/html')
  response.end('<!doctype html><title>Uji</title>')
})

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { validatePdf } from '@tapis/pades/validate'
        export { jsonReport } from '@tapis/pades/reports'`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'iife',
    globalName: 'validator',
    platform: 'browser',
    write: false,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  browser = await launchBrowser()
  page = await browser.newPage()
  // WebCrypto is there on secure origins only; loopback is one.
  await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`)
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
  paper = await makePaper('table')
})

afterAll(async () => {
  await browser?.close()
  server.close()
})

async function here({ pdf, anchors, at, password }: Judged): Promise<Json> {
  const opening = present({ password })
  return jsonReport(await validatePdf(pdf, { trustAnchors: anchors, at, ...opening }), { at })
}

async function there(files: readonly Judged[]): Promise<readonly Json[]> {
  const sent = files.map(({ pdf, anchors, at, password }) => ({
    pdf: pdf.toBase64(),
    anchors: anchors.map((anchor) => anchor.toBase64()),
    at: at.toISOString(),
    password,
  }))
  return await page.evaluate(async (received) => {
    const bytes = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const reports: Json[] = []
    for (const { pdf, anchors, at, password } of received) {
      // Nothing that this file imports is on the page.
      const opening = password === undefined ? {} : { password }
      const options = { trustAnchors: anchors.map(bytes), at: new Date(at), ...opening }
      const report = await validator.validatePdf(bytes(pdf), options)
      reports.push(validator.jsonReport(report, { at: new Date(at) }))
    }
    return reports
  }, sent)
}

describe('a browser', () => {
  it.each(tableFamilies)('judges as we do here: $name', async ({ attacks, twins }) => {
    const files: Judged[] = []
    for (const { make, password } of [...attacks, ...twins]) {
      const opening = present({ password })
      files.push({
        pdf: await make(paper),
        anchors: [paper.city.root.der],
        at: validationTime,
        ...opening,
      })
    }
    const expected: Json[] = []
    for (const file of files) expected.push(await here(file))
    expect(await there(files)).toEqual(expected)
  })

  it.each([
    'rsa-pkcs1-sha256',
    'rsa-pss-sha512',
    'ecdsa-p256-sha256',
    'ecdsa-p384-sha384',
    'ecdsa-p521-sha512',
    'ed25519',
  ] as const)('verifies a signature by %s', async (algorithm) => {
    const custodian = await softwareCustodian(algorithm)
    const fields = { signingTime: validationTime }
    const pdf = await signedBytes(buildPdf(), { custodian, baseline: { level: 'B-B' }, fields })
    const file = { pdf, anchors: custodian.certificatePath, at: validationTime }
    const [report] = await there([file])
    expect(report).toMatchObject({ signatures: [{ signatureValue: 'right' }] })
    expect(report).toEqual(await here(file))
  })

  it('passes a signature that lasts, with what its file holds', async () => {
    const city = await revocableCity()
    const at = new Date('2026-06-02T00:00:00Z')
    const pdf = await signedBytes(buildPdf(), {
      custodian: custodianOf(city.signer, city.authority),
      baseline: {
        level: 'B-LTA',
        timestampAuthority: timestampAuthorityOf(
          city.publishedTimestamping,
          [city.timestampingAuthority],
          at,
        ),
        evidenceSource: evidenceSourceOf(city, { at: '2026-06-01T00:00:00Z', until: '2026-06-08T00:00:00Z' }),
      },
      fields: { signingTime: at },
    })
    const file = { pdf, anchors: [city.root.der], at: new Date('2026-09-01T00:00:00Z') }
    const [report] = await there([file])
    expect(report).toMatchObject({
      signatures: [{ conclusion: { indication: 'TOTAL-PASSED' }, level: 'B-LTA' }, {}],
    })
    expect(report).toEqual(await here(file))
  })
})
