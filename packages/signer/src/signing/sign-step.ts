// Signs one step of a document. The PDF is read in threads without keys, once before the key and
// once after it; the key is opened in between, in this thread, for one signature only.
import type { Application, DocumentSignature } from '@tapis/db'
import {
  defaultPreflightPolicy,
  type KeyCustodian,
  type PreparedSignature,
  type SignatureFields,
  type SignatureValue,
  signMessage,
} from '@tapis/pades/create'
import { digest } from '@tapis/pades/node'
import { present } from '@tapis/pki'
import type { DocumentCode } from '@tapis/qr-seal'
import type { Place } from '@tapis/stamp'
import { ApiError } from '../problems/problem.ts'
import type { SignerDeps } from '../signer-deps.ts'
import type { UploadedFile } from '../uploads/upload.ts'
import type { Signatory } from './authorise.ts'
import type { OutputTrust } from './check-own-output.ts'
import type { CoveredChoice } from './covered-places.ts'
import type { FinishedDocument } from './finish-document.ts'
import type { PreparedDocument } from './prepare-document.ts'

/** What one signer is to sign, and how. */
export interface StepOrder {
  readonly application: Application
  readonly signatory: Signatory
  readonly custodian: KeyCustodian
  readonly file: UploadedFile
  /** Printed in the stamp. */
  readonly code: DocumentCode
  /** Default: the signature is invisible. */
  readonly place?: Place
  /** Default `warn`. */
  readonly covered?: CoveredChoice
  readonly fields: SignatureFields & { readonly fieldName: string; readonly signingTime: Date }
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** Told what was tolerated in the document: codes for the log, warnings for whoever asks. */
  readonly remark: (remarks: Pick<PreparedDocument, 'remarks' | 'warnings'>) => void
}

/** The file with the new signature, which our own validation passed, and nobody has seen yet. */
export interface SignedStep {
  readonly pdf: Uint8Array<ArrayBuffer>
  /** Of `pdf`, 64 lower-case hexadecimal digits. */
  readonly sha256: string
  readonly pages: number
  readonly signature: DocumentSignature
}

/**
 * Prepares, signs, completes and checks; keeps nothing.
 * @throws ApiError; and the errors of the key and of the timestamp, all of which `apiErrorOf` knows
 */
export async function signStep(deps: SignerDeps, order: StepOrder): Promise<SignedStep> {
  const prepared = await prepare(deps, order)
  order.remark(prepared)
  const finished = await finish(deps, order, prepared)
  const enough = 'neededBytes' in finished ? await withMoreRoom(deps, order, finished.neededBytes) : finished
  giveUpIfGone(order)
  const { pdf, sha256, level, signedAt } = enough
  const { fieldName } = order.fields
  return {
    pdf,
    sha256,
    pages: prepared.pages,
    signature: { ...order.signatory.snapshot, level, signedAt, fieldName },
  }
}

async function prepare(
  deps: SignerDeps,
  { application, signatory, custodian, file, code, place, covered = 'warn', fields, signal }: StepOrder,
  reservedBytes?: number,
): Promise<PreparedDocument> {
  const { certificatePath, algorithm } = custodian
  const { portalOrigin, timestampAuthority, preflight = defaultPreflightPolicy } = deps
  return await deps.pdfThreads.run(
    'prepareDocument',
    {
      file,
      ...present({ place }),
      stamp: { portalOrigin, code, lines: stampLines(signatory, fields.signingTime) },
      signature: {
        fields,
        certificatePath,
        algorithm,
        timestampBytes: timestampAuthority.expectedTokenBytes,
        ...present({ reservedBytes }),
      },
      preflight,
      covered,
      trust: await outputTrust(deps),
    },
    { agency: application.agencyId, signal },
  )
}

async function finish(
  deps: SignerDeps,
  order: StepOrder,
  { prepared }: PreparedDocument,
): Promise<FinishedDocument> {
  const value = await signatureValue(deps, order, prepared)
  giveUpIfGone(order)
  const { application, file, signal } = order
  return await deps.pdfThreads.run(
    'finishDocument',
    // The trust is later than the timestamp, and knows what was revoked meanwhile.
    { file, prepared, value, trust: await outputTrust(deps) },
    { agency: application.agencyId, signal },
  )
}

async function signatureValue(
  { timestampAuthority }: SignerDeps,
  order: StepOrder,
  { signedAttributes }: PreparedSignature,
): Promise<SignatureValue> {
  giveUpIfGone(order)
  const signature = await signMessage(order.custodian, signedAttributes)
  const imprint = { algorithm: 'sha-256', digest: digest('SHA-256', [signature]) } as const
  return { signature, timestampToken: await timestampAuthority.timestamp(imprint) }
}

/**
 * Tokens of one authority differ by a few bytes, and the second one must not be too large again.
 */
const GROWTH_MARGIN_BYTES = 1024

/** Once more with the room that a token turned out to need; the key is then used twice. */
async function withMoreRoom(
  deps: SignerDeps,
  order: StepOrder,
  neededBytes: number,
): Promise<Exclude<FinishedDocument, { neededBytes: number }>> {
  const second = await finish(deps, order, await prepare(deps, order, neededBytes + GROWTH_MARGIN_BYTES))
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
function giveUpIfGone({ signal }: StepOrder): void {
  if (signal.aborted) throw new ApiError('CLIENT_GONE')
}
