// What an operator registers for an agency: the agency itself, its applications, its templates.
import type { Agency, DatabaseHandle, Template, TemplatePlacement } from '@tapis/db'
import * as db from '@tapis/db'
import { type IssuedCredential, issueCredential } from './credential.ts'

interface Registration {
  /** A transaction, where more is registered together. */
  readonly db: DatabaseHandle
  readonly now: Date
}

/** `id` is a slug such as `dpmptsp`, used in requests. @throws DatabaseError CONFLICT, INVALID */
export async function createAgency(
  registration: Registration & {
    readonly id: string
    readonly name: string
    readonly shortName: string
    /** Default false. */
    readonly isDemonstration?: boolean
  },
): Promise<Agency> {
  const { db: handle, now, ...agency } = registration
  return await db.createAgency(handle, { ...agency, createdAt: now })
}

/**
 * An application's credential. It is shown once: the database keeps the id and a digest of the
 * secret.
 */
export type ApplicationCredential = Pick<IssuedCredential, 'id' | 'secret' | 'basic' | 'bearer'> & {
  readonly applicationId: string
}

/**
 * @throws DatabaseError CONFLICT (the agency has an application of this name), NOT_FOUND (agency),
 *   INVALID
 */
export async function createApplication(
  registration: Registration & {
    readonly agencyId: string
    readonly name: string
    readonly randomBytes: (length: number) => Uint8Array
  },
): Promise<ApplicationCredential> {
  const { db: handle, now, agencyId, name } = registration
  const { id, secret, secretSha256, basic, bearer } = issueCredential(registration.randomBytes)
  const application = await db.createApplication(handle, {
    agencyId,
    name,
    credentialId: id,
    secretSha256,
    createdAt: now,
  })
  return { applicationId: application.id, id, secret, basic, bearer }
}

/**
 * `name` is a slug, used in requests.
 * @throws DatabaseError CONFLICT, NOT_FOUND (agency), INVALID
 */
export async function createTemplate(
  registration: Registration & {
    readonly agencyId: string
    readonly name: string
    readonly placement: TemplatePlacement
    readonly width: number
    readonly height: number
  },
): Promise<Template> {
  const { db: handle, now, ...template } = registration
  return await db.createTemplate(handle, { ...template, createdAt: now })
}
