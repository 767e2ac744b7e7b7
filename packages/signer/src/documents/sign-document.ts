// A document's way through the signer. The order matters: what costs nothing is checked first, the PDF is read in a thread of its own, the
// key is opened last and for one signature only, and until `commit` there is nothing to undo but a reservation.
import type { Application, SignedDocument } from '@tapis/db'
import {
  defaultPreflightPolicy,
  type PreparedSignature,
  type SignatureValue,
  signMessage,
} from '@tapis/pades/create'
import { CODE_RANDOM_BYTES, documentCodeFrom } from '@tapis/qr-seal'
import { digest } from '../digest.ts'
import { ApiError } from '../problem.ts'
import type { SignerDeps } from '../signer-deps.ts'
import { type Origin, originColumns } from '../trace.ts'
import type { Upload } from '../uploads/upload.ts'
import type { FairSlots } from '../work/fair-slots.ts'
import { authorise, type Signatory } from './authorise.ts'
import type { OutputTrust } from './check-own-output.ts'
import { commit } from './commit.ts'
import type { FinishedDocument } from './finish-document.ts'
import { type HeldKey, withIdempotency } from './idempotency.ts'
import type { PassphraseThrottle } from './passphrase-throttle.ts'
import type { PreparedDocument } from './prepare-document.ts'
import { requestedPlace } from './requested-place.ts'
import type { SignRequest } from './sign-request.ts'
import { passphraseCustodian } from './unlock.ts'

/** One request, parsed. */
export interface SignCommand {
  readonly application: Application
  readonly request: SignRequest
  readonly file: Upload
  readonly idempotencyKey?: string
  /** Who asks, for the events. */
  readonly origin: Origin
  /** Aborts when nobody waits for the answer any more: up to the commit, the request is then given up. */
  readonly signal: AbortSignal
  /** Told what was tolerated in the document: codes for the log, warnings for whoever asks. */
  readonly remark: (remarks: Pick<PreparedDocument, 'remarks' | 'warnings'>) => void
}

export interface SignOutcome {
  readonly document: SignedDocument
  /** The signed file, unless the document is an earlier request's. */
  readonly pdf?: Uint8Array<ArrayBuffer>
  /** Whether an earlier request with the same Idempotency-Key made it. */
  readonly replayed: boolean
}

/** What all requests share: whose turn it is, and how often a passphrase was wrong. */
export interface SigningDesk {
  readonly slots: FairSlots
  readonly throttle: PassphraseThrottle
}

/**
 * Signs and records one document, or leaves nothing behind.
 * @throws ApiError, and the errors of the rooms below, all of which `apiErrorOf` knows
 */
export async function signDocument(
  deps: SignerDeps,
  { slots, throttle }: SigningDesk,
  command: SignCommand,
): Promise<SignOutcome> {
  const { agencyId } = command.application
  if (command.request.agency !== agencyId) throw new ApiError('FORBIDDEN_AGENCY')
  const submittedSha256 = command.file.sha256()
  let pdf: Uint8Array<ArrayBuffer> | undefined
  // A repeated request is answered without waiting for its turn.
  const outcome = await withIdempotency(deps, command, submittedSha256, (held) =>
    slots.run(agencyId, command.signal, async () => {
      const made = await makeDocument(deps, throttle, command, submittedSha256, held)
      pdf = made.pdf
      return made.document
    }),
  )
  return { ...outcome, ...(pdf === undefined ? {} : { pdf }) }
}

async function makeDocument(
  deps: SignerDeps,
  throttle: PassphraseThrottle,
  command: SignCommand,
  submittedSha256: string,
  held: HeldKey | undefined,
): Promise<{ readonly document: SignedDocument; readonly pdf: Uint8Array<ArrayBuffer> }> {
  const { application, request, file, origin, signal, remark } = command
  const signatory = await authorise(deps, application, request.signer)
  const code = documentCodeFrom(deps.randomBytes(CODE_RANDOM_BYTES))
  const claimedSigningTime = deps.clock()
  const fieldName = `TTE_${code}`
  const { passphrase } = request.signer
  const custodian = passphraseCustodian(throttle, signatory, passphrase, command)
  const place = request.place && (await requestedPlace(deps.db, application.agencyId, request.place))
  const working = { agency: application.agencyId, signal }

  const prepare = async (reservedBytes?: number): Promise<PreparedDocument> =>
    await deps.pdfThreads.run(
      'prepareDocument',
      {
        file: file.file,
        ...(place === undefined ? {} : { place }),
        stamp: { portalOrigin: deps.portalOrigin, code, lines: stampLines(signatory, claimedSigningTime) },
        signature: {
          fields: {
            fieldName,
            name: signatory.snapshot.signerName,
            signingTime: claimedSigningTime,
            ...(request.reason === undefined ? {} : { reason: request.reason }),
            ...(request.location === undefined ? {} : { location: request.location }),
          },
          certificatePath: custodian.certificatePath,
          algorithm: custodian.algorithm,
          timestampBytes: deps.timestampAuthority.expectedTokenBytes,
          ...(reservedBytes === undefined ? {} : { reservedBytes }),
        },
        preflight: deps.preflight ?? defaultPreflightPolicy,
        covered: request.covered ?? 'warn',
        trust: await outputTrust(deps),
      },
      working,
    )

  const value = async ({ signedAttributes }: PreparedSignature): Promise<SignatureValue> => {
    giveUpIfGone(signal)
    const signature = await signMessage(custodian, signedAttributes)
    const imprint = { algorithm: 'sha-256', digest: digest('SHA-256', [signature]) } as const
    return { signature, timestampToken: await deps.timestampAuthority.timestamp(imprint) }
  }

  const finish = async ({ prepared }: PreparedDocument): Promise<FinishedDocument> => {
    const signed = await value(prepared)
    giveUpIfGone(signal)
    return await deps.pdfThreads.run(
      'finishDocument',
      {
        file: file.file,
        prepared,
        value: signed,
        // Later than the timestamp, and with what was revoked meanwhile.
        trust: await outputTrust(deps),
      },
      working,
    )
  }

  const prepared = await prepare()
  remark(prepared)
  const finished = await enoughRoom(await finish(prepared), async (bytes) => finish(await prepare(bytes)))
  giveUpIfGone(signal)

  const { pdf, sha256, level, signedAt } = finished
  const document = await commit(deps, held, pdf, {
    code,
    agencyId: application.agencyId,
    applicationId: application.id,
    documentType: request.documentType,
    number: request.number,
    title: request.title,
    facts: request.facts,
    pages: prepared.pages,
    submittedSha256,
    signedSha256: sha256,
    bytes: pdf.length,
    createdAt: claimedSigningTime,
    signatures: [{ ...signatory.snapshot, level, signedAt, fieldName }],
    event: {
      ...originColumns(origin),
      at: claimedSigningTime,
      kind: 'document.sign',
      outcome: 'done',
      signerId: signatory.signerId,
      certificateId: signatory.credential.certificate.id,
      documentCode: code,
    },
  })
  return { document, pdf }
}

/** Tokens of one authority differ by a few bytes, and the second one must not be too large again. */
const GROWTH_MARGIN_BYTES = 1024

/** Once more with the room that a token turned out to need; the key is then used twice. */
async function enoughRoom(
  finished: FinishedDocument,
  again: (reservedBytes: number) => Promise<FinishedDocument>,
): Promise<Exclude<FinishedDocument, { neededBytes: number }>> {
  if (!('neededBytes' in finished)) return finished
  const second = await again(finished.neededBytes + GROWTH_MARGIN_BYTES)
  if (!('neededBytes' in second)) return second
  throw new ApiError('TIMESTAMP_UNAVAILABLE', { cause: new Error('timestamp tokens grow without end') })
}

/** What the stamp says of the certificate comes from the certificate that signs. */
function stampLines({ snapshot, caName, credential }: Signatory, signedAt: Date) {
  const { kind, signerName, position, agencyName } = snapshot
  const { certifiedProvider } = credential.certificate
  return { kind, signerName, position, agencyName, signedAt, caName, certifiedProvider }
}

async function outputTrust({ publication, clock }: SignerDeps): Promise<OutputTrust> {
  const lists = await Promise.all([publication.rootRevocationList(), publication.caRevocationList()])
  return {
    rootCertificate: publication.rootCertificate,
    revocationLists: lists.map(({ der }) => der),
    at: clock(),
  }
}

/** @throws ApiError CLIENT_GONE */
function giveUpIfGone(signal: AbortSignal): void {
  if (signal.aborted) throw new ApiError('CLIENT_GONE')
}
