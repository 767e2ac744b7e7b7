import { documentCodeFrom, formatDocumentCode } from '@tapis/qr-seal'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCodeInput } from './code-input.ts'

const CODE = '7Q2F9KXM3TVA0B4D'

describe('what a visitor typed', () => {
  it.each([
    ['the printed form', '7Q2F-9KXM-3TVA-0B4D'],
    ['lower case and spaces', ' 7q2f 9kxm 3tva 0b4d '],
    ['O for 0', '7Q2F9KXM3TVAOB4D'],
    ['a trailing slash', `${CODE}/`],
    ['the whole address', `https://tte.example/V/${CODE}`],
    ['an address of another host with a query', `HTTP://Look-alike.example:8081/v/${CODE}?a=b#c`],
  ])('reads %s', (_, typed) => {
    expect(readCodeInput(typed)).toEqual({ code: CODE })
  })

  it.each([
    ['nothing', '', { wrong: 'EMPTY' }],
    ['only separators', ' - - ', { wrong: 'EMPTY' }],
    ['too few characters', '7Q2F-9KXM-3TV', { wrong: 'LENGTH', found: 11 }],
    ['too many characters', `${CODE}A`, { wrong: 'LENGTH', found: 17 }],
    ['a letter that no code has', '7Q2F-9KXM-3TVA-0B4U', { wrong: 'CHARACTER', found: 'U' }],
    ['a long s, which is no S', '7Q2F-9KXM-3TVA-0B4ſ', { wrong: 'CHARACTER', found: 'ſ' }],
    ['a character outside the plane of letters', '7Q2F-9KXM-3TVA-0B4💥', { wrong: 'CHARACTER', found: '💥' }],
    ['an endless input', 'A'.repeat(100_000), { wrong: 'LENGTH', found: 100_000 }],
  ])('says what is wrong with %s', (_, typed, fault) => {
    expect(readCodeInput(typed)).toEqual(fault)
  })

  it('reads every code however it is grouped and cased', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), fc.boolean(), (random, isLower) => {
        const code = documentCodeFrom(random)
        const printed = formatDocumentCode(code)
        expect(readCodeInput(isLower ? printed.toLowerCase() : printed)).toEqual({ code })
      }),
    )
  })

  it('answers any text with a code or a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (typed) => {
        const read = readCodeInput(typed)
        expect('code' in read ? read.code : read.wrong).toMatch(/^[0-9A-Z]{16}$|^(EMPTY|LENGTH|CHARACTER)$/)
      }),
    )
  })
})
