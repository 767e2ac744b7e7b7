import { describe, expect, it } from 'vitest'
import type { GeneralName } from '../x509/general-name.ts'
import { type Containment, isWithin } from './name-subtree.ts'

type Textual = Extract<GeneralName, { readonly value: string }>['kind']

const rows: readonly (readonly [Textual, string, string, Containment])[] = [
  ['dNSName', 'a.invalid', '', 'within'],
  ['dNSName', 'a.invalid', '.a.invalid', 'outside'],
  ['dNSName', 'b.a.invalid', '.a.invalid', 'within'],
  ['dNSName', '*.a.invalid', 'a.invalid', 'within'],
  ['dNSName', '*.a.invalid', 'b.a.invalid', 'incomparable'],
  ['dNSName', '*.a.invalid', 'b.invalid', 'outside'],
  ['dNSName', '', 'a.invalid', 'incomparable'],
  ['dNSName', 'a..invalid', 'a.invalid', 'incomparable'],
  ['dNSName', 'a.invalid.', 'a.invalid', 'incomparable'],
  ['dNSName', 'a.invalid\0.b', 'b', 'incomparable'],
  ['rfc822Name', 'a@b@c.invalid', 'c.invalid', 'within'],
  ['rfc822Name', '@c.invalid', 'c.invalid', 'incomparable'],
  ['rfc822Name', 'Ani@c.invalid', 'ani@c.invalid', 'outside'],
  ['rfc822Name', 'ani@c.invalid', '', 'incomparable'],
  ['rfc822Name', 'ani@xc.invalid', '.c.invalid', 'outside'],
  ['uniformResourceIdentifier', 'https://u:p@a.invalid:1/x@b', 'a.invalid', 'within'],
  ['uniformResourceIdentifier', 'https:///a.invalid', 'a.invalid', 'incomparable'],
  ['uniformResourceIdentifier', 'https://[2001:db8::1]/', 'a.invalid', 'incomparable'],
  ['uniformResourceIdentifier', 'https://a.invalid\\@b.invalid/', 'b.invalid', 'incomparable'],
  ['uniformResourceIdentifier', 'mailto:ani@a.invalid', 'a.invalid', 'incomparable'],
]

describe('isWithin', () => {
  it.each(rows)('%s %j under %j: %s', (kind, value, subtree, expected) => {
    expect(isWithin({ kind, value }, { kind, value: subtree })).toBe(expected)
  })

  it('does not compare two forms', () => {
    const octets = Uint8Array.of(10, 0, 0, 1)
    expect(isWithin({ kind: 'dNSName', value: 'a' }, { kind: 'rfc822Name', value: 'a' })).toBe('incomparable')
    expect(isWithin({ kind: 'iPAddress', octets }, { kind: 'dNSName', value: 'a' })).toBe('incomparable')
  })
})
