import type { PublicRecord } from '@tapis/db/public'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createVerifyApp } from './app.ts'
import { depsOver, REVOKED, signedWith } from './testing/sample-record.ts'

/**
 * Markup that would act if it came through: a tag, or the end of an attribute. `MARK` is in no page
 * of its own.
 */
const hostile = fc
  .tuple(
    fc.constantFrom('<', '</', '"', "'", '"><', '&lt;', '</title><', '-->'),
    fc.constantFrom('script', 'img src=x onerror=x', 'svg/onload=x', ' onfocus=x autofocus x='),
    fc.string({ unit: 'grapheme-ascii', maxLength: 10 }),
  )
  .map((parts) => `MARK${parts.join('')}>`)

function recordOf(text: string): PublicRecord {
  return {
    ...REVOKED,
    documentType: text,
    number: text,
    title: text,
    agency: { name: text, shortName: text },
    facts: [{ label: text, value: text }],
    revocationReason: text,
    signatures: signedWith({
      signerName: text,
      position: text,
      agencyName: text,
      certificateIssuer: text,
      certificateSerial: text,
    }),
  }
}

/**
 * Every tag of a page in order; what the visitor typed into the field is taken out, if it stayed
 * inside its quotes.
 */
function tagsOf(body: string): string[] {
  return body.replace(/ value="MARK[^"]*"/, '').match(/<[a-z!/][^>]*>/gi) ?? []
}

async function pageOf(app: ReturnType<typeof createVerifyApp>, path: string): Promise<string> {
  return (await app.request(path)).text()
}

describe('text from outside', () => {
  it('never becomes markup on the page of a document', async () => {
    const path = `/V/${REVOKED.code}`
    const harmless = tagsOf(await pageOf(createVerifyApp(depsOver(recordOf('MARK'))), path))
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const body = await pageOf(createVerifyApp(depsOver(recordOf(text))), path)
        expect(body.match(/MARK/g)?.length).toBeGreaterThan(10)
        expect(tagsOf(body)).toEqual(harmless)
      }),
    )
  })

  it.each(['/cari?kode=', '/V/'])(
    'never becomes markup on the page of a malformed code at %s',
    async (path) => {
      const app = createVerifyApp({ ...depsOver(), clientAddress: () => crypto.randomUUID() })
      const harmless = tagsOf(await pageOf(app, `${path}MARK`))
      await fc.assert(
        fc.asyncProperty(hostile, async (text) => {
          const body = await pageOf(app, `${path}${encodeURIComponent(text)}`)
          expect(body).toContain('<bdi>MARK')
          expect(tagsOf(body)).toEqual(harmless)
        }),
      )
    },
  )

  it('is shown as it was written', async () => {
    const body = await (
      await createVerifyApp(depsOver(recordOf('Toko "Maju" & <Jaya>'))).request(`/V/${REVOKED.code}`)
    ).text()
    expect(body).toContain('Toko &quot;Maju&quot; &amp; &lt;Jaya&gt;')
  })
})
