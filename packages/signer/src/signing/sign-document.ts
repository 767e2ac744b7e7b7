// The use case behind POST /v1/documents: a request becomes a document of one step, which is signed
// and published, or leaves nothing behind. The order matters: what costs nothing is checked first,
// the PDF is read in a thread of its own, the key is opened last and for one signature only, and
// until `publish` there is nothing to undo but a reservation.
import type { Application, SignedDocument } from '@tapis/db'
import { present } from '@tapis/pki'
import { CODE_RANDOM_BYTES, documentCodeFrom } from '@tapis/qr-seal'
import type { SignRequest } from '../documents/sign-request.ts'
import { type Origin, originColumns } from '../log/trace.ts'
import { ApiError } from '../problems/problem.ts'
import type { SignerDeps } from '../signer-deps.ts'
import type { Upload } from '../uploads/upload.ts'
import type { FairSlots } from '../work/fair-slots.ts'
import { authorise, type Signatory } from './authorise.ts'
import { advance, type DocumentIn, planDocument } from './document.ts'
import { type HeldKey, withIdempotency } from './idempotency.ts'
import { keyOnDemand } from './open-key.ts'
import type { PassphraseThrottle } from './passphrase-throttle.ts'
import { publish } from './publish.ts'
import { requestedPlace } from './requested-place.ts'
import { type SignedStep, type StepOrder, signStep } from './sign-step.ts'

/** One request, parsed. */
interface SignCommand extends Pick<StepOrder, 'signal' | 'remark'> {
  readonly application: Application
  readonly request: SignRequest
  readonly file: Upload
  readonly idempotencyKey?: string
  /** Who asks, for the events. */
  readonly origin: Origin
}

export interface SignOutcome {
  readonly document: SignedDocument
  /** The signed file, unless the document is an earlier request's. */
  readonly pdf?: Uint8Array<ArrayBuffer>
  /** Whether an earlier request with the same Idempotency-Key made it. */
  readonly replayed: boolean
}

/** What all requests share: whose turn it is, and how often a passphrase was wrong. */
interface SigningDesk {
  readonly slots: FairSlots
  readonly throttle: PassphraseThrottle
}

/**
 * Signs and records one document, or leaves nothing behind. The request is given up when its signal
 * aborts, up to the commit.
 * @throws ApiError, and the errors of the rooms below, all of which `apiErrorOf` knows
 */
export async function signDocument(
  deps: SignerDeps,
  { slots, throttle }: SigningDesk,
  command: SignCommand,
): Promise<SignOutcome> {
  const { application, request, idempotencyKey: key, signal } = command
  if (request.agency !== application.agencyId) throw new ApiError('FORBIDDEN_AGENCY')
  const fileSha256 = command.file.sha256()
  let pdf: Uint8Array<ArrayBuffer> | undefined
  // A repeated request is answered without waiting for its turn.
  const answer = await withIdempotency(
    deps,
    { application, request, fileSha256, ...present({ key }) },
    (held) =>
      slots.run(application.agencyId, signal, async () => {
        const made = await makeDocument(deps, throttle, { ...command, submittedSha256: fileSha256 }, held)
        pdf = made.pdf
        return made.document
      }),
  )
  return { ...answer, ...present({ pdf }) }
}

async function makeDocument(
  deps: SignerDeps,
  throttle: PassphraseThrottle,
  command: SignCommand & { readonly submittedSha256: string },
  held: HeldKey | undefined,
): Promise<{ readonly document: SignedDocument; readonly pdf: Uint8Array<ArrayBuffer> }> {
  const { application, request, file, signal, remark, submittedSha256 } = command
  const signatory = await authorise(deps, application, request.signer)
  const { passphrase } = request.signer
  const custodian = keyOnDemand(throttle, signatory, { kind: 'passphrase', passphrase }, command)
  const planned = planOfOne(signatory)
  const code = documentCodeFrom(deps.randomBytes(CODE_RANDOM_BYTES))
  const signingTime = deps.clock()
  const place = request.place && (await requestedPlace(deps.db, application.agencyId, request.place))
  const { covered, reason, location } = request
  const name = signatory.snapshot.signerName

  const signed = await signStep(deps, {
    ...{ application, signatory, custodian, code, signal, remark, file: file.file },
    ...present({ place, covered }),
    fields: { fieldName: `TTE_${code}`, name, signingTime, ...present({ reason, location }) },
  })

  const document = await publish(deps, held, signed.pdf, {
    code,
    agencyId: application.agencyId,
    applicationId: application.id,
    documentType: request.documentType,
    number: request.number,
    title: request.title,
    facts: request.facts,
    pages: signed.pages,
    submittedSha256,
    signedSha256: signed.sha256,
    bytes: signed.pdf.length,
    createdAt: signingTime,
    steps: signedInOne(planned, signed).steps,
    signatures: [signed.signature],
    event: {
      ...originColumns(command.origin),
      at: signingTime,
      kind: 'document.sign',
      outcome: 'done',
      signerId: signatory.signerId,
      certificateId: signatory.credential.certificate.id,
      documentCode: code,
    },
  })
  return { document, pdf: signed.pdf }
}

/** All that the API offers so far: one signature or seal, of the signer who is named. */
function planOfOne({ snapshot, signerId }: Signatory): DocumentIn<'awaiting'> {
  const planned = planDocument([{ role: snapshot.kind, rank: 0, signerId }])
  if ('refused' in planned) throw new TypeError(`a plan of one step was refused: ${planned.refused}`)
  return planned
}

function signedInOne(planned: DocumentIn<'awaiting'>, { signature }: SignedStep): DocumentIn<'valid'> {
  const { signerId, signedAt: at } = signature
  const document = advance(planned, { kind: 'sign', step: 0, signerId, at })
  if ('refused' in document) throw new TypeError(`the only step was refused: ${document.refused}`)
  if (document.status === 'valid') return document
  throw new TypeError('a document of one step has more of them')
}
