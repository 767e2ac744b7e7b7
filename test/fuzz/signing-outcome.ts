// What is said of a document before it is signed, and what came of signing it: the two must not
// contradict each other.

import { PadesError, PdfError, type SignatureAppearance, signPdf } from '@tapis/pades/create'
import { digest } from '@tapis/pades/node'
import { examineForSigning, isBroken, type Signability, validatePdf } from '@tapis/pades/validate'
import { present } from '@tapis/pki'
import { signingTime, validationTime } from '@tapis/testing/pdf'
import { custodianOf, type TestCity } from '@tapis/testing/pki'

interface SigningOutcome {
  readonly examined: Signability
  /** Why it was not signed; or why the signed document does not pass; undefined when it does. */
  readonly complaint?: string
  readonly isSigned: boolean
}

export interface OutcomeOptions {
  readonly damage: 'repair' | 'refuse'
  readonly isVisible: boolean
  readonly password?: string
}

const FIELD = 'Uji_tanda_tangan'
const appearance: SignatureAppearance = {
  page: 1,
  rect: { x: 3, y: 3, width: 20, height: 10 },
  content: new TextEncoder().encode('0 0 20 10 re f'),
  fonts: [],
}

export async function signingOutcome(
  pdf: Uint8Array,
  city: TestCity,
  { damage, isVisible, password }: OutcomeOptions,
): Promise<SigningOutcome> {
  const trust = { trustAnchors: [city.root.der], at: validationTime }
  const opening = { damage, hash: digest, ...present({ password }) }
  const examined = await examineForSigning(pdf, { ...opening, trust })
  try {
    const signed = await signPdf(pdf, {
      ...opening,
      custodian: custodianOf(city.signer, city.authority),
      baseline: { level: 'B-B' },
      fields: { signingTime, fieldName: FIELD },
      ...(isVisible ? { appearance } : {}),
    })
    const complaint = await complaintOf(signed.bytes(), { ...trust, ...opening })
    return { examined, isSigned: true, ...present({ complaint }) }
  } catch (error) {
    if (!(error instanceof PadesError || error instanceof PdfError)) throw error
    return { examined, isSigned: false, complaint: error.code }
  }
}

/** What the service asks of its own output. */
async function complaintOf(
  signed: Uint8Array,
  options: Parameters<typeof validatePdf>[1],
): Promise<string | undefined> {
  const { signatures, error } = await validatePdf(signed, options)
  if (error !== undefined) return `${error.code}: ${error.message}`
  const [own, ...doubles] = signatures.filter(({ field }) => field === FIELD)
  if (own === undefined || doubles.length > 0) return 'the new signature is not there once'
  if (own.conclusion.indication !== 'TOTAL-PASSED') return own.conclusion.reason
  if (own.coverage !== 'ENTIRE_FILE') return own.coverage
  const broken = signatures.find((signature) => signature !== own && isBroken(signature))
  if (broken === undefined) return undefined
  const reason = broken.conclusion.indication === 'TOTAL-PASSED' ? '' : broken.conclusion.reason
  return `an earlier signature is broken: ${broken.field}, ${reason}`
}
