import { PadesError, type PadesErrorCode, type SigningObstacle } from '@tapis/pades/create'
import { documentCodeFrom, parsePortalOrigin } from '@tapis/qr-seal'
import { drawStamp, resolvePlace } from '@tapis/stamp'
import { describe, expect, it } from 'vitest'
import { apiErrorOf } from './library-problems.ts'
import { ApiError, problemResponse } from './problem.ts'
import { problemTable } from './problem-table.ts'

async function sentencesOf(work: () => unknown): Promise<readonly [english: string, indonesian: string]> {
  try {
    await work()
  } catch (thrown) {
    const error = apiErrorOf(thrown)
    const response = problemResponse(error, { requestId: 'x', apiOrigin: 'https://api.tte.example' })
    const problem: { detail: string; detail_id: string } = await response.json()
    return [problem.detail, problem.detail_id]
  }
  throw new Error('nothing was thrown')
}

const thrower = (error: Error) => () => {
  throw error
}

describe('the table of problems', () => {
  const rows = Object.entries(problemTable)

  it.each(rows)('has for %s the same places in both languages', (_, { detail, detailId }) => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted()
    expect(places(detailId)).toEqual(places(detail))
  })

  it('says for everything that may be tried again when', () => {
    const withoutTime = rows.filter(([, row]) => row.status === 503 || row.status === 429)
    // The throttle knows how long a key stays closed.
    expect(withoutTime.filter(([, row]) => !('retryAfterSeconds' in row)).map(([code]) => code)).toEqual([
      'RATE_LIMITED',
    ])
  })
})

describe('a PDF that cannot be signed', () => {
  const obstacles: readonly SigningObstacle[] = [
    'CERTIFIED_FINAL',
    'SIGNED_FINAL',
    'FIELD_LOCKED',
    'VISIBLE_IN_CERTIFIED',
    'PASSWORD_PERMISSIONS',
  ]
  const codes: readonly PadesErrorCode[] = [
    'SIGNING_NOT_PERMITTED',
    'CERTIFICATION_NOT_FIRST',
    'SEED_VALUE_UNMET',
    'FIELD_ALREADY_SIGNED',
    'FIELD_HAS_OWN_BOX',
    'NOTHING_TO_AUGMENT',
  ]
  const errors = [
    ...codes.map((code) => new PadesError(code, 'x')),
    ...obstacles.map((obstacle) => new PadesError('SIGNING_NOT_PERMITTED', 'x', { obstacle })),
  ]

  it('is told why and what to do, for each reason in words of its own', async () => {
    const told = await Promise.all(errors.map((error) => sentencesOf(thrower(error))))
    for (const [index, [english, indonesian]] of told.entries()) {
      for (const sentence of [english, indonesian]) {
        expect(sentence).toContain(`(${errors[index]?.code})`)
        expect(sentence).not.toMatch(/[{}?]/)
      }
    }
    expect(new Set(told.flat()).size).toBe(2 * errors.length)
  })
})

describe('a box', () => {
  const pages = { count: 3, size: () => ({ width: 595.276, height: 841.89 }) }

  it('off the page is told with its own place and size, and those of the page', async () => {
    const box = { x: 500, y: -20.5, width: 210, height: 78 }
    const [english, indonesian] = await sentencesOf(() =>
      resolvePlace(new Uint8Array(), pages, { kind: 'box', page: 2, box }, async () => []),
    )
    for (const sentence of [english, indonesian]) {
      expect(sentence).toContain('x 500, y -20.5')
      expect(sentence).toContain('210 x 78')
      expect(sentence).toContain('595.28 x 841.89')
      expect(sentence).not.toMatch(/[{}?]/)
    }
    expect(english).toContain('page 2')
    expect(indonesian).toContain('halaman 2')
  })

  it('too small for the stamp is told with its size and one that is enough', async () => {
    const stamp = {
      portalOrigin: parsePortalOrigin('https://tte.contoh.example'),
      code: documentCodeFrom(new Uint8Array(10)),
      lines: {
        kind: 'signature' as const,
        signerName: 'CONTOH',
        position: 'Kepala Dinas Contoh',
        agencyName: 'Dinas Contoh',
        signedAt: new Date('2026-11-24T03:32:00Z'),
        caName: 'CA Kota Contoh',
        certifiedProvider: false,
      },
    }
    const [english, indonesian] = await sentencesOf(() => drawStamp({ ...stamp, width: 90.5, height: 30 }))
    const [, width = 0, height = 0] = (
      /legibly into 90.5 x 30 points. (\d+) x (\d+) points are enough/.exec(english) ?? []
    ).map(Number)
    expect(indonesian).toContain(`Ukuran ${width} x ${height} poin sudah cukup.`)
    expect(drawStamp({ ...stamp, width, height }).content.length).toBeGreaterThan(0)
  })
})

describe('an unknown error', () => {
  it('is INTERNAL, without a word of it', async () => {
    const [english] = await sentencesOf(thrower(new Error('secret')))
    expect(english).toBe(new ApiError('INTERNAL').message)
  })
})
