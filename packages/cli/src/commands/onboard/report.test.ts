import { describe, expect, it } from 'vitest'
import type { Item } from './compare.ts'
import { certificateNotes, credentialLines, itemLine, reportJson } from './report.ts'

const agency = {
  id: 'dinkes',
  name: 'Dinas\u001b[2J Contoh',
  shortName: 'DINKES',
  applications: [],
  signers: [],
  templates: [],
}
const createdAt = new Date(0)
const found = { ...agency, isDemonstration: false, createdAt }
const application = {
  what: 'application',
  agency,
  planned: 'Perizinan',
  found: undefined,
  changed: [],
} as const
const renamed: Item = { what: 'agency', agency, planned: agency, found, changed: ['name'] }
const seal: Item = {
  what: 'signer',
  agency,
  planned: { kind: 'agency-seal' },
  found: {
    kind: 'agency-seal',
    id: '1',
    agencyId: 'dinkes',
    name: 'Dinas Lama',
    position: '',
    status: 'suspended',
    createdAt,
  },
  changed: ['name'],
}

describe('what is said of a plan', () => {
  it('is a line for each item, which moves no cursor', () => {
    expect(itemLine({ item: renamed })).toBe('dinkes: changed agency (name)')
    expect(itemLine({ item: application, id: 'app_1' })).toBe('dinkes: new application Perizinan app_1')
    expect(itemLine({ item: seal })).toBe(
      'dinkes: changed signer the seal of Dinas\ufffd[2J Contoh (name) (suspended)',
    )
  })

  it('names what a new name does not reach', () => {
    expect(certificateNotes([renamed, seal])).toHaveLength(1)
    expect(certificateNotes([{ ...renamed, changed: ['isDemonstration'] }, application])).toEqual([])
  })

  it('has secrets of new applications only', () => {
    const retired = { agencies: [], signers: 0, applications: 0 }
    const items = [{ item: renamed }, { item: application, id: 'app_1', credential: 'app_1:rahasia' }]
    expect(credentialLines({ items, retired })).toEqual([
      'dinkes: application Perizinan, shown once: Basic app_1:rahasia',
    ])
    const comparison = { items: [renamed, application], conflicts: [], retired: ['dpmptsp'] }
    expect(JSON.parse(reportJson(comparison, { items, retired }))).toMatchObject({
      written: true,
      items: [{ state: 'changed' }, { state: 'new', credential: 'app_1:rahasia' }],
      retired: { signers: 0 },
    })
    expect(JSON.parse(reportJson(comparison))).toMatchObject({
      written: false,
      retired: { agencies: ['dpmptsp'] },
    })
  })
})
