// Who signs, and whether this application may have them sign now. A signer of another agency is
// answered like an unknown one: an application must not learn who is enrolled elsewhere.
import type { ActiveCredential, Application, DocumentSignature, Signer } from '@tapis/db'
import { findActiveCredential, findAgency, findSignerById, findSignerByNikLookup } from '@tapis/db'
import { certificateNames } from '@tapis/pki/x509'
import type { SignRequest } from '../documents/sign-request.ts'
import { nikLookup, parseNik } from '../people/personal-data.ts'
import { ApiError } from '../problems/problem.ts'
import type { SignerDeps } from '../signer-deps.ts'

/** A signer who may sign, with the key to sign with, still closed. */
export interface Signatory {
  readonly signerId: string
  readonly credential: ActiveCredential
  /** Who it is, as it will be recorded and printed. */
  readonly snapshot: Pick<
    DocumentSignature,
    'signerId' | 'certificateId' | 'kind' | 'signerName' | 'position' | 'agencyName'
  >
  /** Of the CA that issued the certificate. */
  readonly caName: string
}

/** @throws ApiError SIGNER_NOT_FOUND, CERTIFICATE_EXPIRED */
export async function authorise(
  deps: Pick<SignerDeps, 'db' | 'personalData' | 'clock'>,
  application: Application,
  reference: SignRequest['signer'],
): Promise<Signatory> {
  const signer = await findSigner(deps, reference)
  if (signer === undefined || signer.agencyId !== application.agencyId || signer.status !== 'active')
    throw new ApiError('SIGNER_NOT_FOUND')
  const agency = await findAgency(deps.db, signer.agencyId)
  if (agency === undefined) throw new ApiError('SIGNER_NOT_FOUND')

  const credential = await findActiveCredential(deps.db, signer.id)
  const now = deps.clock()
  // The whole path must be in force: a signature under an expired CA would be rejected by our own
  // check of it.
  const inForce = credential?.certificatePath.every(
    ({ notBefore, notAfter, revokedAt }) => notBefore <= now && now <= notAfter && revokedAt === undefined,
  )
  if (credential === undefined || inForce !== true) throw new ApiError('CERTIFICATE_EXPIRED')

  return {
    signerId: signer.id,
    credential,
    caName: certificateNames(credential.certificate.der).issuer,
    snapshot: {
      signerId: signer.id,
      certificateId: credential.certificate.id,
      kind: signer.kind === 'person' ? 'signature' : 'seal',
      signerName: signer.name,
      position: signer.position,
      agencyName: agency.name,
    },
  }
}

async function findSigner(
  { db, personalData }: Pick<SignerDeps, 'db' | 'personalData'>,
  reference: SignRequest['signer'],
): Promise<Signer | undefined> {
  if ('id' in reference) return await findSignerById(db, reference.id)
  const nik = parseNik(reference.nik)
  return nik === undefined ? undefined : await findSignerByNikLookup(db, nikLookup(personalData, nik))
}
