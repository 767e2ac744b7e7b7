// What the signing API needs from outside: ports and values, all passed in. It opens nothing and reads no environment.
import type { Application, DatabaseHandle } from '@tapis/db'
import type { PreflightPolicy, TimestampAuthority } from '@tapis/pades/create'
import type { PortalOrigin } from '@tapis/qr-seal'
import type { Logger } from './logger.ts'
import type { PersonalDataKeys } from './personal-data.ts'
import type { DocumentStore } from './store/document-store.ts'
import type { Rfc3161Authority } from './timestamp/index.ts'

export interface SignerDeps {
  readonly db: DatabaseHandle
  readonly documentStore: DocumentStore
  /** For the signature timestamp of every document. */
  readonly timestampAuthority: TimestampAuthority
  readonly personalData: PersonalDataKeys
  /** Where citizens verify: what the QR code leads to. */
  readonly portalOrigin: PortalOrigin
  /** Where this API is reached, e.g. `https://api.tte.example`, without a trailing slash. */
  readonly apiOrigin: string
  /** Certificates and revocation lists for verifiers. */
  readonly publication: Publication
  /** Answers POST /tsa (RFC 3161); absent: there is no such route. */
  readonly timestampResponder?: Rfc3161Authority
  readonly limits?: Partial<SignerLimits>
  /** What is looked for in a document before it is signed, and refused. Default `defaultPreflightPolicy`; its warnings go to the log. */
  readonly preflight?: PreflightPolicy
  /** What `/readyz` asks. Default: one read of the database and the store's own probe, neither bounded in time. */
  readonly readiness?: Readiness
  readonly clock: () => Date
  /** Cryptographic random bytes. */
  readonly randomBytes: (length: number) => Uint8Array
  readonly logger: Logger
}

/** Each resolves when its part would serve a request, and rejects when it would not. */
export interface Readiness {
  database(): Promise<void>
  store(): Promise<void>
}

/** DER, as `GET /pki/...` gives it out. */
export interface Publication {
  readonly rootCertificate: Uint8Array
  readonly rootRevocationList: Uint8Array
  readonly caCertificate: Uint8Array
  caRevocationList(): Promise<Uint8Array>
}

export interface SignerLimits {
  /** Size of a submitted PDF. Default 32 MiB. */
  readonly documentBytes: number
  /** Size of the JSON beside it. Default 64 KiB. */
  readonly requestBytes: number
  /** How long one signing request may hold its idempotency key before another may take over. Default 120 seconds. */
  readonly leaseSeconds: number
}

/** Fills in the defaults. */
export function resolveLimits(limits: Partial<SignerLimits> = {}): SignerLimits {
  return { documentBytes: 32 * 1024 * 1024, requestBytes: 64 * 1024, leaseSeconds: 120, ...limits }
}

/** What Hono carries along with a request. */
export interface SignerEnv {
  Variables: {
    requestId: string
    /** Set by `authenticate`. */
    application: Application
    /** For the log. */
    documentCode: string
    remarks: readonly string[]
    problem: string
  }
}
