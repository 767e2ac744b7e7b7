// Every row of the catalogue of attacks: each attack is made from a fresh signed file and must be
// caught with the stated code, and what is permitted and looks like it must pass, so that the test
// can fail both ways.

import { validatePdf } from '@tapis/pades/validate'
import { present } from '@tapis/pki'
import { validationTime, type XrefKind } from '@tapis/testing/pdf'
import { beforeAll, describe, expect, it } from 'vitest'
import { FIRST } from './attack.ts'
import { families, tableFamilies } from './families.ts'
import { makePaper, type Paper } from './paper.ts'

const structures: readonly XrefKind[] = ['table', 'stream', 'hybrid', 'linearised']
const rows = structures.flatMap((xref) =>
  (xref === 'table' ? tableFamilies : families).map((family) => ({ xref, ...family })),
)
/** Of the signatures that the samples have. */
const ownFields = ['Signature1', 'Sertifikasi']

const papers = new Map<XrefKind, Paper>()

beforeAll(async () => {
  for (const xref of structures) papers.set(xref, await makePaper(xref))
})

function paperOf(xref: XrefKind): Paper {
  const paper = papers.get(xref)
  if (paper === undefined) throw new TypeError(`no sample was made as ${xref}`)
  return paper
}

async function reportOf({ city }: Paper, pdf: Uint8Array, field?: string, password?: string) {
  const report = await validatePdf(pdf, {
    trustAnchors: [city.root.der],
    at: validationTime,
    ...present({ password }),
  })
  expect(report.error).toBeUndefined()
  if (field === FIRST) return report.signatures[0]
  const fields = field === undefined ? ownFields : [field]
  return report.signatures.find((signature) => fields.includes(signature.field))
}

describe.each(rows)('$name, from a file of kind $xref', ({ xref, attacks, twins }) => {
  it.each(attacks)('is caught: $title', async ({ make, field, password, code, reason, ...expected }) => {
    const { indication = 'TOTAL-FAILED', subIndication = 'FORMAT_FAILURE' } = expected
    const paper = paperOf(xref)
    const report = await reportOf(paper, await make(paper), field, password)
    expect(report).toMatchObject({
      conclusion: {
        indication,
        subIndication,
        ...(reason === undefined ? {} : { reason: expect.stringContaining(reason) }),
      },
    })
    if (code !== undefined) expect(report?.findings.map((finding) => finding.code)).toContain(code)
  })

  it.each(twins)('is not seen in $title', async ({ make, field, password, modification, code }) => {
    const paper = paperOf(xref)
    const report = await reportOf(paper, await make(paper), field, password)
    expect(report).toMatchObject({ conclusion: { indication: 'TOTAL-PASSED' }, modification })
    if (code !== undefined) expect(report?.findings.map((finding) => finding.code)).toContain(code)
  })
})
