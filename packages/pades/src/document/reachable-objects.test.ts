import { buildPdf } from '@tapis/testing/pdf'
import { describe, expect, it } from 'vitest'
import { dictionary, type PdfValue, ref } from '../pdf/objects.ts'
import { openPdf } from '../pdf/open.ts'
import { firstReached } from './reachable-objects.ts'

describe('firstReached', () => {
  const document = openPdf(
    buildPdf({
      catalogEntries: { Last: ref(100), First: ref(100, 7) },
      objects: new Map<number, PdfValue>([
        [100, dictionary({ Next: ref(101) })],
        [101, ref(102)],
        [102, dictionary({})],
        [103, dictionary({})],
      ]),
    }),
  )

  it('follows an object that a reference of another generation named before', () => {
    expect(firstReached(document, new Set([102]))).toBe(102)
  })

  it('counts an object that stands between two references', () => {
    expect(firstReached(document, new Set([101]))).toBe(101)
  })

  it('counts a reference of another generation to the object itself', () => {
    expect(firstReached(document, new Set([100]))).toBe(100)
  })

  it('finds nothing that nothing leads to', () => {
    expect(firstReached(document, new Set([103]))).toBeUndefined()
  })
})
