// Signed documents for the validator's tests, made by pades/create.

import type { Baseline } from '@tapis/pades/create'
import type { TestCity } from '../pki/cities.ts'
import { custodianOf } from '../pki/custodians.ts'
import { timestampAuthorityOf } from '../pki/timestamps.ts'
import { buildPdf, type PdfShape } from './pdf-builder.ts'
import { signedBytes } from './signed-bytes.ts'

export const signingTime = new Date('2026-03-14T02:26:53Z')
export const validationTime = new Date('2026-06-01T00:00:00Z')

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
    fields: { signingTime, reason: 'Pengesahan rekaan', ...(fieldName === undefined ? {} : { fieldName }) },
  })
}

/** B-T with a timestamp of this time. */
export function timestamped(city: TestCity, time: Date): Baseline {
  return { level: 'B-T', timestampAuthority: timestampAuthorityOf(city.timestamping, [city.authority], time) }
}
