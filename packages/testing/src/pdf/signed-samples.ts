// Signed documents for the validator's tests, made by pades/create.

import type { Baseline } from '@tapis/pades/create'
import { present } from '@tapis/pki'
import type { TestCity } from '../pki/cities.ts'
import { custodianOf } from '../pki/custodians.ts'
import { timestampAuthorityOf } from '../pki/timestamps.ts'
import { buildPdf, type PdfShape } from './pdf-builder.ts'
import { signedBytes } from './signed-bytes.ts'

/** When the samples say that they were signed. */
export const signingTime = new Date('2026-03-14T02:26:53Z')
/** When the samples are validated, unless a test says otherwise. */
export const validationTime = new Date('2026-06-01T00:00:00Z')

/** Returns a document that the city's signer has signed. Default: the plainest file, at B-B. */
export async function signedSample(
  city: TestCity,
  {
    shape = {},
    baseline = { level: 'B-B' },
    pdf,
    fieldName,
  }: {
    readonly shape?: PdfShape
    readonly baseline?: Baseline
    readonly pdf?: Uint8Array
    readonly fieldName?: string
  } = {},
): Promise<Uint8Array> {
  return await signedBytes(pdf ?? buildPdf(shape), {
    custodian: custodianOf(city.signer, city.authority),
    baseline,
    fields: { signingTime, reason: 'Pengesahan rekaan', ...present({ fieldName }) },
  })
}

/** B-T with a timestamp of this time. */
export function timestamped(city: TestCity, time: Date): Baseline {
  return { level: 'B-T', timestampAuthority: timestampAuthorityOf(city.timestamping, [city.authority], time) }
}
