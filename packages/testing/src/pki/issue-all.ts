// A public-key infrastructure as a table: who there is, who issued whom, and what the certificates
// say of themselves.

import { OID, present } from '@tapis/pki'
import { accessInformation, crlPoints, forCertificate, type TestExtension } from './extensions.ts'
import { type Issued, type IssueOptions, issue, keyUsage } from './issue.ts'

/** One row: a certificate and its key. */
export interface Entity<Name extends string = string>
  extends Omit<IssueOptions, 'issuer' | 'extensions' | 'isCa' | 'purposes' | 'purposesCritical'> {
  /** The name of a row above. Default: self-signed. */
  readonly issuer?: Name
  /** What the certificate is for. Default `signer`, which states no purpose. */
  readonly role?: Role
  /** The only purpose, in place of the role's. */
  readonly purpose?: string
  /** URLs where the certificate says that its revocation and its issuer are published. */
  readonly publishes?: { readonly ocsp?: string; readonly caIssuers?: string; readonly crl?: string }
  /** Come before those that `publishes` makes. */
  readonly extensions?: readonly TestExtension[]
}

type Role = 'authority' | 'signer' | 'timestamping' | 'responder' | 'listIssuer'

const roles: Readonly<Record<Role, Partial<IssueOptions>>> = {
  authority: { isCa: true },
  signer: {},
  // RFC 3161 §2.3: this purpose alone, and critical.
  timestamping: { purposes: [OID.timeStamping], purposesCritical: true },
  responder: { purposes: [OID.ocspSigning] },
  listIssuer: { keyUsage: keyUsage.cRLSign },
}

/**
 * Issues every row, from the first to the last.
 * @throws TypeError where an issuer is not a row above
 */
export async function issueAll<Name extends string>(
  entities: Readonly<Record<Name, Entity<NoInfer<Name>>>>,
): Promise<Readonly<Record<Name, Issued>>> {
  const issued: Record<string, Issued> = {}
  for (const [name, entity] of Object.entries<Entity<Name>>(entities)) {
    issued[name] = await issueEntity(entity, issued)
  }
  const all: object = issued
  if (!hasAll(all, entities)) throw new TypeError('expected a certificate for each row')
  return all
}

async function issueEntity(entity: Entity, above: Readonly<Record<string, Issued>>): Promise<Issued> {
  const { issuer: name, role = 'signer', purpose, publishes = {}, extensions = [], ...options } = entity
  const issuer = name === undefined ? undefined : above[name]
  if (name !== undefined && issuer === undefined) throw new TypeError(`there is no ${name} above`)
  return issue({
    ...roles[role],
    ...options,
    ...(purpose === undefined ? {} : { purposes: [purpose] }),
    ...present({ issuer }),
    extensions: forCertificate(...extensions, ...placesOf(publishes)),
  })
}

function placesOf({ ocsp, caIssuers, crl }: NonNullable<Entity['publishes']>): TestExtension[] {
  const access = {
    ...(ocsp === undefined ? {} : { ocsp: [ocsp] }),
    ...(caIssuers === undefined ? {} : { caIssuers: [caIssuers] }),
  }
  return [
    ...(Object.keys(access).length === 0 ? [] : [accessInformation(access)]),
    ...(crl === undefined ? [] : [crlPoints([{ names: [{ uri: crl }] }])]),
  ]
}

function hasAll<Name extends string>(
  issued: object,
  entities: Readonly<Record<Name, unknown>>,
): issued is Record<Name, Issued> {
  return Object.keys(entities).every((name) => Object.hasOwn(issued, name))
}
