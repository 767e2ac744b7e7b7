// What the signing API needs from outside: ports and values, all passed in. It opens nothing and
// reads no environment.
import { availableParallelism } from 'node:os'
import type { Application, DatabaseHandle } from '@tapis/db'
import type { PreflightPolicy, TimestampAuthority } from '@tapis/pades/create'
import type { PortalOrigin } from '@tapis/qr-seal'
import type { Context } from 'hono'
import type { RequestLimit } from './http/request-limit.ts'
import type { Logger } from './log/logger.ts'
import type { PersonalDataKeys } from './people/personal-data.ts'
import type { DocumentStore } from './store/document-store.ts'
import type { Rfc3161Authority } from './timestamp/authority.ts'
import type { UploadFolder } from './uploads/upload.ts'
import type { PdfThreads } from './work/pdf-threads.ts'

/**
 * Who may ask for timestamps.
 *
 * - `open`: anybody, strangers within limits.
 * - `applications`: whoever has the credential of an application.
 * - `closed`: nobody over the network; the service's own signatures get their timestamps all the
 *   same.
 */
export type TimestampAccess = 'open' | 'applications' | 'closed'

/** All that the signing API is given by whoever starts it. */
export interface SignerDeps {
  readonly db: DatabaseHandle
  readonly documentStore: DocumentStore
  /** Where submitted documents are while they are worked on. */
  readonly uploads: UploadFolder
  /** In which submitted documents are read. */
  readonly pdfThreads: PdfThreads
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
  /** Who may ask it. Default `open`. */
  readonly timestampAccess?: TimestampAccess
  /**
   * What strangers may ask of it. Default `createRequestLimit` with its defaults; handed in by
   * whoever reads its counts.
   */
  readonly timestampLimit?: RequestLimit
  /**
   * The address of whoever asks, for limits and events: the peer of the socket, or what a reverse
   * proxy of our own says.
   */
  readonly clientAddress: (c: Context) => string
  readonly limits?: Partial<SignerLimits>
  /**
   * What is looked for in a document before it is signed, and refused. Default
   * `defaultPreflightPolicy`; its warnings go to the log.
   */
  readonly preflight?: PreflightPolicy
  /**
   * What `/readyz` asks. Default: one read of the database and the store's own probe, neither
   * bounded in time.
   */
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

/** What `GET /pki/...` gives out; certificates in DER. */
export interface Publication {
  readonly rootCertificate: Uint8Array
  readonly caCertificate: Uint8Array
  rootRevocationList(): Promise<PublishedList>
  caRevocationList(): Promise<PublishedList>
}

/** A complete revocation list. */
export interface PublishedList {
  readonly der: Uint8Array
  /** CRL number: of two lists the greater is the newer. */
  readonly number: number
  readonly issuedAt: Date
  /** When to ask again; a revocation may bring a newer list before. */
  readonly freshUntil: Date
}

/** How much the service takes on. */
export interface SignerLimits {
  /** Size of a submitted PDF. Default 32 MiB. */
  readonly documentBytes: number
  /** Size of the JSON beside it. Default 64 KiB. */
  readonly requestBytes: number
  /**
   * How long an idempotency key stays held after its process died. While it lives the lease is
   * renewed. Default 15 seconds.
   */
  readonly leaseSeconds: number
  /**
   * How many documents are signed at a time. Default twice the cores: while one key is opened,
   * another document is read.
   */
  readonly signings: number
  /**
   * How many signing requests may wait for their turn, of one agency three quarters of them.
   * Default 64.
   */
  readonly waiting: number
  /**
   * How many requests may be sending their document at the same time, of one agency three quarters
   * of them. Default 64.
   */
  readonly uploads: number
}

/** Fills in the defaults. */
export function resolveLimits(limits: Partial<SignerLimits> = {}): SignerLimits {
  return {
    documentBytes: 32 * 1024 * 1024,
    requestBytes: 64 * 1024,
    leaseSeconds: 15,
    signings: 2 * availableParallelism(),
    waiting: 64,
    uploads: 64,
    ...limits,
  }
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
