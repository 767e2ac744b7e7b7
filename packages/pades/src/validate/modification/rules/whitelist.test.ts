// What the whitelist says of itself.
import { describe, expect, it } from 'vitest'
import { rules } from './whitelist.ts'

describe('the whitelist', () => {
  it('names every rule once', () => {
    const names = rules.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('has every entry explained by one rule', () => {
    for (const holder of ['catalog', 'form', 'page'] as const) {
      const entries = rules.flatMap(({ explains }) => explains[holder] ?? [])
      expect(new Set(entries).size).toBe(entries.length)
    }
  })

  it('leaves these entries, and no others, to rules of their own', () => {
    expect(rules.flatMap(({ explains }) => explains.catalog ?? []).toSorted()).toEqual([
      'AcroForm',
      'DSS',
      'Extensions',
      'Metadata',
      'Perms',
      'StructTreeRoot',
      'Version',
    ])
    expect(rules.flatMap(({ explains }) => explains.form ?? []).toSorted()).toEqual([
      'DA',
      'DR',
      'Fields',
      'NeedAppearances',
      'SigFlags',
    ])
    expect(rules.flatMap(({ explains }) => explains.page ?? []).toSorted()).toEqual(['Annots', 'Tabs'])
  })

  it('grants nothing but what a permission can allow', () => {
    for (const { grants } of rules) expect(grants).not.toContain('UNDEFINED')
  })
})
