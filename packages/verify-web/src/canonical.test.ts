import { documentCodeFrom, parseDocumentCode } from '@tapis/qr-seal'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createVerifyApp } from './app.ts'
import { depsOver, VALID } from './testing/sample-record.ts'

const CONFUSED: Readonly<Record<string, readonly string[]>> = {
  '0': ['0', 'O', 'o'],
  '1': ['1', 'I', 'l', 'i', 'L'],
}

/** A code and some way to write it: any case, confusions, separators between any two characters. */
const spelling = fc.uint8Array({ minLength: 10, maxLength: 10 }).chain((random) => {
  const code = documentCodeFrom(random)
  const characters = [...code].map((character) =>
    fc.tuple(
      fc.constantFrom(...(CONFUSED[character] ?? [character, character.toLowerCase()])),
      fc.constantFrom('', '', '', '-', ' '),
    ),
  )
  return fc.tuple(fc.constant(code), fc.constantFrom('V', 'v'), fc.tuple(...characters))
})

describe('the address of a document', () => {
  it('is one: every other spelling is sent there for good, and it is sent nowhere', async () => {
    const app = createVerifyApp(depsOver())
    await fc.assert(
      fc.asyncProperty(spelling, async ([code, prefix, characters]) => {
        const spelled = characters.flat().join('').trim()
        const response = await app.request(`/${prefix}/${encodeURIComponent(spelled)}`)
        if (prefix === 'V' && spelled === code) {
          expect(response.headers.get('Location')).toBeNull()
        } else {
          expect(response.status).toBe(308)
          expect(response.headers.get('Location')).toBe(`/V/${code}`)
          expect(response.headers.get('X-Robots-Tag')).toBe('noindex, nofollow')
        }
      }),
    )
  })

  it.each([
    `/v/${VALID.code}`,
    '/V/7q2f9kxm3tva0b4d',
    '/V/7Q2F-9KXM-3TVA-0B4D',
    '/V/7Q2F9KXM3TVAOB4D',
    `/V/${VALID.code}/`,
  ])('sends %s to the canonical one', async (path) => {
    const response = await createVerifyApp(depsOver(VALID)).request(path)
    expect([response.status, response.headers.get('Location')]).toEqual([308, `/V/${VALID.code}`])
  })

  it('answers any path under /V/ without failing', async () => {
    const app = createVerifyApp(depsOver())
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), async (text) => {
        const { status } = await app.request(`/V/${encodeURIComponent(text)}`)
        const expected = parseDocumentCode(text) === undefined ? [303, 308, 400, 404, 429] : [308, 404, 429]
        expect(expected).toContain(status)
      }),
    )
  })

  it('shows a document at once when it is written canonically', async () => {
    const response = await createVerifyApp(depsOver(VALID)).request(`/V/${VALID.code}`)
    expect(response.status).toBe(200)
  })
})
