// Validating: one B-LT signature over a megabyte, and a document of the DSS project with 25
// signatures, where it is at hand.

import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { signPdf } from '@tapis/pades/create'
import { digest } from '@tapis/pades/node'
import { type ValidationOptions, validatePdf } from '@tapis/pades/validate'
import { custodianOf, evidenceSourceOf, revocableCity, timestampAuthorityOf } from '@tapis/testing/pki'
import { measure, milliseconds, printRow } from './measure.ts'

const root = resolve(import.meta.dirname, '../..')
const ltShort = resolve(root, process.env['TAPIS_CORPUS'] ?? '../shared/corpus', 'dss/lt-short.pdf')

export async function benchValidation(): Promise<void> {
  const { pdf, options } = await megabyteAtBLt()
  const report = await validatePdf(pdf, options)
  const [signature] = report.signatures
  if (signature?.conclusion.indication !== 'TOTAL-PASSED' || signature.level !== 'B-LT') {
    throw new TypeError(`the bench's own B-LT signature is ${signature?.level} and does not pass`)
  }
  const one = await measure(() => validatePdf(pdf, options))
  printRow('1 MB, one B-LT signature: validating', milliseconds(one), {
    text: 'at most 10 ms',
    isReached: one <= 10,
  })
  if (existsSync(ltShort)) {
    const bytes = new Uint8Array(readFileSync(ltShort))
    const many = await measure(() =>
      validatePdf(bytes, { trustAnchors: [], at: new Date('2026-11-01T00:00:00Z'), hash: digest }),
    )
    printRow('lt-short.pdf, 25 signatures: validating', milliseconds(many), {
      text: 'at most 500 ms',
      isReached: many <= 500,
    })
  } else console.log('lt-short.pdf: skipped, the DSS test documents are not at hand (TAPIS_CORPUS)')
  console.log()
}

async function megabyteAtBLt(): Promise<{ pdf: Uint8Array; options: ValidationOptions }> {
  const city = await revocableCity()
  const at = new Date('2026-06-02T00:00:00Z')
  const document = await PDFDocument.create()
  document.addPage([300, 400])
  await document.attach(new Uint8Array(randomBytes(1024 * 1024)), 'lampiran.bin')
  const signed = await signPdf(await document.save(), {
    custodian: custodianOf(city.signer, city.authority),
    fields: { signingTime: at },
    baseline: {
      level: 'B-LT',
      timestampAuthority: timestampAuthorityOf(city.publishedTimestamping, [city.timestampingAuthority], at),
      evidenceSource: evidenceSourceOf(city, { at: '2026-06-01T00:00:00Z', until: '2026-06-08T00:00:00Z' }),
    },
  })
  return {
    pdf: signed.bytes(),
    options: { trustAnchors: [city.root.der], at: new Date('2026-09-01T00:00:00Z'), hash: digest },
  }
}
