// What signing leaves out of a form: the two entries by which viewers show something else than what
// was signed.

import {
  appendRevision,
  buildPdf,
  certifiedSample,
  detachedSignature,
  fillSignature,
  signedBytes,
  unfilledSignature,
} from '@tapis/testing/pdf'
import { type SoftwareCustodian, softwareCustodian, testCity, timestampAuthorityOf } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { dictionary, isDictionary, name, type PdfValue, ref, textString } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { validatePdf } from '../../validate/index.ts'
import { timestampDocument } from '../augment/document-timestamp.ts'

let custodian: SoftwareCustodian

beforeAll(async () => {
  custodian = await softwareCustodian('ecdsa-p256-sha256')
})

const sign = (pdf: Uint8Array) =>
  signedBytes(pdf, {
    custodian,
    baseline: { level: 'B-B' },
    fields: { signingTime: new Date('2026-11-24T03:04:05Z') },
  })

function formOf(pdf: Uint8Array) {
  const document = openPdf(pdf)
  const form = document.resolve(document.catalog.entries.get('AcroForm'))
  if (!isDictionary(form)) throw new TypeError('no form')
  return form.entries
}

/**
 * A form of its own object whose fields are an object too, so that nothing else makes it change.
 */
const hybridForm = (entries: Readonly<Record<string, PdfValue>>) =>
  buildPdf({
    catalogEntries: { AcroForm: ref(100) },
    objects: new Map<number, PdfValue>([
      [100, dictionary({ Fields: ref(101), SigFlags: 3, ...entries })],
      [101, [ref(102)]],
      [102, dictionary({ FT: name('Tx'), T: textString('Nama'), V: textString('Ani') })],
    ]),
  })

describe('signing a form', () => {
  it('takes /NeedAppearances away, or viewers would draw the stamp anew and show nothing', async () => {
    const entries = formOf(await sign(hybridForm({ NeedAppearances: true, DA: name('Tetap') })))
    expect(entries.has('NeedAppearances')).toBe(false)
    expect(entries.get('DA')).toEqual(name('Tetap'))
  })

  it('takes /XFA away where the fields say the same', async () => {
    expect(formOf(await sign(hybridForm({ XFA: textString('<xdp/>') }))).has('XFA')).toBe(false)
  })

  it('keeps /XFA when an earlier signature covers it, and the earlier signature stays whole', async () => {
    const pdf = hybridForm({ XFA: textString('<xdp/>'), NeedAppearances: true })
    const field = dictionary({ FT: name('Sig'), T: textString('Pertama'), V: ref(200) })
    const first = await fillSignature(
      appendRevision(
        pdf,
        new Map<number, PdfValue>([
          [101, [ref(102), ref(201)]],
          [200, unfilledSignature()],
          [201, field],
        ]),
      ),
      200,
      (covered) => detachedSignature(custodian, covered),
    )
    const second = await sign(first)
    expect(formOf(second).has('XFA')).toBe(true)
    expect(formOf(second).has('NeedAppearances')).toBe(false)
    const trustAnchors = custodian.certificatePath
    const { signatures } = await validatePdf(second, { trustAnchors, at: new Date('2026-12-01T00:00:00Z') })
    expect(signatures.map(({ field: title, modification }) => [title, modification])).toEqual([
      ['Pertama', 'FORM_FILLING'],
      ['Signature1', 'NONE'],
    ])
  })

  it('keeps /NeedAppearances under a document timestamp, where a certification permits no change of a form', async () => {
    const city = await testCity()
    const pdf = await certifiedSample(city, hybridForm({ NeedAppearances: true }), { permission: 1 })
    const time = new Date('2026-04-01T00:00:00Z')
    const stamped = await timestampDocument(pdf, {
      timestampAuthority: timestampAuthorityOf(city.timestamping, [city.authority], time),
    })
    const whole = new Uint8Array([...pdf, ...stamped])
    expect(formOf(whole).get('NeedAppearances')).toBe(true)
    const { signatures } = await validatePdf(whole, {
      trustAnchors: [city.root.der],
      at: new Date('2026-06-01T00:00:00Z'),
    })
    const judged = signatures.map(({ conclusion, modification }) => [conclusion.indication, modification])
    expect(judged).toEqual([
      ['TOTAL-PASSED', 'LTA_UPDATES'],
      ['TOTAL-PASSED', 'NONE'],
    ])
  })
})
