// Our ETSI TS 119 102-2 reports, read by EU DSS with the schema of ETSI.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digest } from '@tapis/pades/node'
import { etsiReport } from '@tapis/pades/reports'
import { validatePdf } from '@tapis/pades/validate'
import { signedSample, timestamped, validationTime } from '@tapis/testing/pdf'
import { testCity } from '@tapis/testing/pki'
import { afterAll, describe, expect, it } from 'vitest'
import { dssReadReports } from './judges.ts'
import { hasMaven } from './tools.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-etsi-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasMaven())('ETSI reports', () => {
  it('are what the schema says, and tell what we found', async () => {
    const city = await testCity()
    const stamped = await signedSample(city, {
      baseline: timestamped(city, new Date('2026-03-14T03:00:00Z')),
    })
    const twice = await signedSample(city, { pdf: stamped, fieldName: 'Kedua <&> 😀' })
    const changed = twice.slice()
    changed[200] = (changed[200] ?? 0) ^ 1
    const cases = [
      { pdf: twice, anchors: [city.root.der], found: ['TOTAL_PASSED', 'TOTAL_PASSED'] },
      { pdf: twice, anchors: [], found: ['INDETERMINATE', 'INDETERMINATE'] },
      { pdf: changed, anchors: [city.root.der], found: ['TOTAL_FAILED', 'TOTAL_FAILED'] },
    ]
    const files: string[] = []
    for (const { pdf, anchors } of cases) {
      const report = await validatePdf(pdf, { trustAnchors: anchors, at: validationTime })
      const context = { at: validationTime, documentDigest: digest('SHA-256', [pdf]) }
      const file = join(folder, `${files.length}.xml`)
      writeFileSync(file, (await etsiReport(report, context)) ?? '')
      files.push(file)
    }
    const broken = join(folder, 'broken.xml')
    writeFileSync(broken, '<ValidationReport xmlns="http://uri.etsi.org/19102/v1.4.1#"/>')
    const read = await dssReadReports([...files, broken])
    expect(read.map(({ indications }) => indications)).toEqual([
      ...cases.map(({ found }) => found),
      undefined,
    ])
  }, 120_000)
})
