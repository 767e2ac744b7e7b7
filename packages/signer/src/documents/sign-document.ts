// A document's way through the signer. The order matters: what costs nothing is checked first, the key is opened last and
// for one signature only, and until `commit` there is nothing to undo but a reservation.
import type { Application, SignedDocument } from '@tapis/db'
import { defaultPreflightPolicy, signPdf } from '@tapis/pades/create'
import { CODE_RANDOM_BYTES, documentCodeFrom } from '@tapis/qr-seal'
import { deflate } from '../deflate.ts'
import { digest, sha256Hex } from '../digest.ts'
import { pageSizes } from '../place/page-sizes.ts'
import { resolvePlace } from '../place/place.ts'
import { ApiError } from '../problem.ts'
import type { SignerDeps } from '../signer-deps.ts'
import { authorise } from './authorise.ts'
import { checkOwnOutput } from './check-own-output.ts'
import { commit } from './commit.ts'
import { type HeldKey, withIdempotency } from './idempotency.ts'
import type { PassphraseThrottle } from './passphrase-throttle.ts'
import { requestedPlace } from './requested-place.ts'
import type { SignRequest } from './sign-request.ts'
import { stampAt } from './stamp-at.ts'
import { passphraseCustodian } from './unlock.ts'

/** One request, parsed. */
export interface SignCommand {
  readonly application: Application
  readonly request: SignRequest
  readonly file: Uint8Array<ArrayBuffer>
  readonly idempotencyKey?: string
  /** Aborts when nobody waits for the answer any more: up to the commit, the request is then given up. */
  readonly signal: AbortSignal
  /** Told the codes of what was tolerated in the document, for the log. */
  readonly remark: (codes: readonly string[]) => void
}

export interface SignOutcome {
  readonly document: SignedDocument
  /** Whether an earlier request with the same Idempotency-Key made it. */
  readonly replayed: boolean
}

/**
 * Signs and records one document, or leaves nothing behind.
 * @throws ApiError, and the errors of the rooms below, all of which `apiErrorOf` knows
 */
export async function signDocument(
  deps: SignerDeps,
  throttle: PassphraseThrottle,
  command: SignCommand,
): Promise<SignOutcome> {
  if (command.request.agency !== command.application.agencyId) throw new ApiError('FORBIDDEN_AGENCY')
  const submittedSha256 = sha256Hex(command.file)
  return await withIdempotency(deps, command, submittedSha256, (held) =>
    makeDocument(deps, throttle, command, submittedSha256, held),
  )
}

async function makeDocument(
  deps: SignerDeps,
  throttle: PassphraseThrottle,
  { application, request, file, signal, remark }: SignCommand,
  submittedSha256: string,
  held: HeldKey | undefined,
): Promise<SignedDocument> {
  const signatory = await authorise(deps, application, request.signer)
  // Half a file is more likely an upload that broke off than what somebody wants to sign.
  const opening = { damage: 'refuse' } as const
  const pages = pageSizes(file, opening)
  const wanted = request.place && (await requestedPlace(deps.db, application.agencyId, request.place))
  const place = wanted && (await resolvePlace(file, pages, wanted, { signal }))
  const code = documentCodeFrom(deps.randomBytes(CODE_RANDOM_BYTES))
  const claimedSigningTime = deps.clock()
  const appearance = place && stampAt(deps, signatory, code, claimedSigningTime, place)
  const fieldName = `TTE_${code}`

  giveUpIfGone(signal)
  const signed = await signPdf(file, {
    custodian: passphraseCustodian(throttle, signatory, request.signer.passphrase),
    baseline: { level: 'B-T', timestampAuthority: deps.timestampAuthority },
    fields: {
      fieldName,
      name: signatory.snapshot.signerName,
      signingTime: claimedSigningTime,
      ...(request.reason === undefined ? {} : { reason: request.reason }),
      ...(request.location === undefined ? {} : { location: request.location }),
    },
    ...(appearance === undefined ? {} : { appearance }),
    ...opening,
    preflight: deps.preflight ?? defaultPreflightPolicy,
    hash: digest,
    deflate,
  })
  // "CODE: sentence"
  remark(signed.warnings.map((warning) => warning.slice(0, warning.indexOf(':'))))
  giveUpIfGone(signal)
  const pdf = signed.bytes()
  const { signedAt, level } = await checkOwnOutput(deps, { submitted: file, signed: pdf, fieldName })
  giveUpIfGone(signal)

  return await commit(deps, held, pdf, {
    code,
    agencyId: application.agencyId,
    applicationId: application.id,
    documentType: request.documentType,
    number: request.number,
    title: request.title,
    facts: request.facts,
    pages: pages.count,
    submittedSha256,
    signedSha256: sha256Hex(pdf),
    bytes: pdf.length,
    createdAt: claimedSigningTime,
    signatures: [{ ...signatory.snapshot, level, signedAt, fieldName }],
  })
}

/** @throws ApiError CLIENT_GONE */
function giveUpIfGone(signal: AbortSignal): void {
  if (signal.aborted) throw new ApiError('CLIENT_GONE')
}
