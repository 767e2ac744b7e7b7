// Scenarios of long-term validation as plain data: what happened to a document, and when; and their
// verdicts.

import { type PartialPolicy, type SignatureReport, validatePdf } from '@tapis/pades/validate'
import { present } from '@tapis/pki'
import type { RevocableCity } from '../pki/cities.ts'
import { custodianOf } from '../pki/custodians.ts'
import {
  type CrlOptions,
  issueCrl,
  issueOcspResponse,
  type OcspAnswerOptions,
} from '../pki/lists-and-responses.ts'
import { timestampAuthorityOf } from '../pki/timestamps.ts'
import { withDocumentTimestamp } from './document-timestamp.ts'
import { buildPdf } from './pdf-builder.ts'
import { withSecurityStore } from './security-store.ts'
import { signedBytes } from './signed-bytes.ts'

type Name = keyof RevocableCity

/** One piece of evidence, written when the infrastructure exists. */
export type Evidence =
  | ({ readonly listOf: Name; readonly revokes?: readonly Revoked[] } & Omit<CrlOptions, 'revoked'>)
  | ({
      readonly answerOf: Name
      readonly about: Name
      /** Who issued `about`. Default `authority`. */
      readonly issuer?: Name
      readonly producedAt?: string
      readonly byKey?: boolean
    } & Omit<OcspAnswerOptions, 'certificate' | 'issuer'>)
  | { readonly certificate: Name }
  | { readonly kind: 'certificates' | 'crls' | 'ocspResponses'; readonly bytes: Uint8Array }

type Revoked = Pick<NonNullable<CrlOptions['revoked']>[number], 'date' | 'reason' | 'extensions'> & {
  readonly name: Name
  readonly issuedBy?: Name
}

type Step =
  | { readonly store: readonly Evidence[]; readonly place?: 'vri' }
  /** A document timestamp of this time. */
  | { readonly stamp: string; readonly by?: Name }

interface History {
  /** Document timestamps before the signature. */
  readonly before?: readonly string[]
  /** Default `signer`. */
  readonly signer?: Name
  /** Default `authority`; also the certificates that go with the signature. */
  readonly path?: readonly Name[]
  /** Of a signature timestamp; left out, there is none. */
  readonly timestamp?: string
  /** Default `timestamping`. */
  readonly timestampBy?: Name
  readonly after?: readonly Step[]
  /** Brought by the caller. */
  readonly given?: readonly Evidence[]
  /** Default 2026-06-15T00:00:00Z. */
  readonly at?: string
  readonly policy?: PartialPolicy
}

/** A history of a document, and what the validator has to say of it. */
export interface Scenario extends History {
  readonly title: string
  /** `TOTAL-PASSED`, or the sub-indication. */
  readonly verdict: string
  /** "kind url" of each, in order; "kind" where there is no URL. Left out: not looked at. */
  readonly missing?: readonly string[]
  /**
   * Sub-indication, or `TOTAL-PASSED`, of each timestamp of the signature. Left out: not looked at.
   */
  readonly timestamps?: readonly string[]
  readonly level?: string
  /** Left out: not looked at. */
  readonly bestSignatureTime?: string | 'none'
}

/** The scenario's own keys, as the report has them. */
export async function outcomeOf(
  city: RevocableCity,
  scenario: Scenario,
): Promise<Omit<Scenario, keyof History | 'title'>> {
  const report = await reportOf(city, scenario)
  const { conclusion, timestamps, level, bestSignatureTime } = report
  const missing = conclusion.indication === 'INDETERMINATE' ? conclusion.missing : []
  return {
    verdict: verdictOf(report),
    ...(scenario.missing && {
      missing: missing.map(({ kind, url }) => (url === undefined ? kind : `${kind} ${url}`)),
    }),
    ...(scenario.timestamps && { timestamps: timestamps.map(verdictOf) }),
    ...(scenario.level === undefined ? {} : { level: level ?? 'none' }),
    ...(scenario.bestSignatureTime && { bestSignatureTime: bestSignatureTime?.toISOString() ?? 'none' }),
  }
}

/** Returns what a scenario expects, in the form of `outcomeOf`. */
export function expectedOf({ verdict, missing, timestamps, level, bestSignatureTime }: Scenario) {
  return {
    verdict,
    ...(missing && { missing }),
    ...(timestamps && { timestamps }),
    ...present({ level }),
    ...(bestSignatureTime && { bestSignatureTime }),
  }
}

function verdictOf({ conclusion }: Pick<SignatureReport, 'conclusion'>): string {
  return conclusion.indication === 'TOTAL-PASSED' ? conclusion.indication : conclusion.subIndication
}

/** Makes the document of a scenario and validates it. */
export async function reportOf(city: RevocableCity, history: History): Promise<SignatureReport> {
  const { signatures } = await validatePdf(await signedHistory(city, history), {
    trustAnchors: [city.root.der],
    at: new Date(history.at ?? '2026-06-15T00:00:00Z'),
    evidence: await evidenceBytes(city, history.given ?? []),
    ...present({ policy: history.policy }),
  })
  const report = signatures.find(({ kind }) => kind === 'signature')
  if (report === undefined) throw new Error('expected a signature in the report')
  return report
}

async function signedHistory(
  city: RevocableCity,
  {
    before = [],
    signer = 'signer',
    path = ['authority'],
    timestamp,
    timestampBy = 'timestamping',
    after = [],
  }: History,
): Promise<Uint8Array> {
  let pdf = buildPdf()
  for (const [index, time] of before.entries()) {
    pdf = await stamped(city, pdf, { stamp: time }, `Dahulu${index}`)
  }
  const authorities = path.map((name) => city[name])
  pdf = await signedBytes(pdf, {
    custodian: custodianOf(city[signer], ...authorities),
    baseline:
      timestamp === undefined
        ? { level: 'B-B' }
        : {
            level: 'B-T',
            timestampAuthority: timestampAuthorityOf(
              city[timestampBy],
              [city.timestampingAuthority],
              new Date(timestamp),
            ),
          },
    fields: { signingTime: new Date('2026-03-14T02:26:53Z') },
  })
  for (const [index, step] of after.entries()) {
    pdf =
      'stamp' in step
        ? await stamped(city, pdf, step, `Arsip${index}`)
        : withSecurityStore(pdf, await evidenceBytes(city, step.store), step.place)
  }
  return pdf
}

function stamped(
  city: RevocableCity,
  pdf: Uint8Array,
  { stamp, by = 'timestamping' }: { readonly stamp: string; readonly by?: Name },
  fieldName: string,
): Promise<Uint8Array> {
  const options = { path: [city.timestampingAuthority], time: new Date(stamp), fieldName }
  return withDocumentTimestamp(pdf, { authority: city[by], ...options })
}

/** DER of each. */
export async function evidenceBytes(city: RevocableCity, evidence: readonly Evidence[]) {
  const found: Record<'certificates' | 'crls' | 'ocspResponses', Uint8Array[]> = {
    certificates: [],
    crls: [],
    ocspResponses: [],
  }
  for (const item of evidence) {
    if ('certificate' in item) found.certificates.push(city[item.certificate].der)
    else if ('kind' in item) found[item.kind].push(item.bytes)
    else if ('listOf' in item) found.crls.push(await listOf(city, item))
    else found.ocspResponses.push(await answerOf(city, item))
  }
  return found
}

function listOf(
  city: RevocableCity,
  { listOf: name, revokes = [], ...options }: Extract<Evidence, { listOf: Name }>,
) {
  const revoked = revokes.map(({ name: certificate, issuedBy, ...entry }) => ({
    certificate: city[certificate],
    ...entry,
    ...(issuedBy === undefined ? {} : { certificateIssuer: city[issuedBy] }),
  }))
  return issueCrl(city[name], { ...options, revoked })
}

function answerOf(
  city: RevocableCity,
  {
    answerOf: name,
    about,
    issuer = 'authority',
    producedAt,
    byKey,
    ...answer
  }: Extract<Evidence, { answerOf: Name }>,
) {
  return issueOcspResponse(city[name], {
    responses: [{ certificate: city[about], issuer: city[issuer], ...answer }],
    certificates: [city[name]],
    ...present({ producedAt }),
    ...present({ byKey }),
  })
}
