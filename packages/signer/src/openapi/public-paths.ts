// What needs no credential, in the OpenAPI document: certificates, revocation lists, the timestamp
// responder, the health checks. Their handlers are plain routes, since neither DER nor a timestamp
// query has a schema to parse with.
import type { OpenAPIHono } from '@hono/zod-openapi'
import { timestampQuery, timestampReply } from '@tapis/pki/timestamp'
import { publicationPaths } from '../certificate-authority/index.ts'
import type { ProblemCode } from '../problems/problem-table.ts'
import type { SignerEnv, TimestampAccess } from '../signer-deps.ts'
import { binary, publicProblemResponses } from './schemas.ts'

type Registry = OpenAPIHono<SignerEnv>['openAPIRegistry']

// RFC 2585 §4.
export const CERTIFICATE = 'application/pkix-cert'
export const REVOCATION_LIST = 'application/pkix-crl'

const PUBLISHED = [
  [
    publicationPaths.rootCertificate,
    'getRootCertificate',
    CERTIFICATE,
    'Sertifikat induk (root certificate)',
  ],
  [publicationPaths.caCertificate, 'getCaCertificate', CERTIFICATE, 'Sertifikat penerbit (CA certificate)'],
  [
    publicationPaths.rootRevocationList,
    'getRootRevocationList',
    REVOCATION_LIST,
    'Daftar pencabutan induk (revocation list of the root)',
  ],
  [
    publicationPaths.caRevocationList,
    'getCaRevocationList',
    REVOCATION_LIST,
    'Daftar pencabutan penerbit (revocation list of the CA)',
  ],
] as const

/** Certificates and revocation lists, in DER (RFC 5280). */
export function describePublication(registry: Registry): void {
  for (const [path, operationId, type, summary] of PUBLISHED)
    registry.registerPath({
      method: 'get',
      path,
      operationId,
      tags: ['PKI'],
      summary,
      security: [],
      responses: {
        200: { description: 'DER (RFC 5280).', content: { [type]: { schema: binary } } },
        ...(type === REVOCATION_LIST ? { 304: { description: 'The list named by If-None-Match.' } } : {}),
        ...publicProblemResponses(type === REVOCATION_LIST ? ['DATABASE_UNAVAILABLE'] : []),
      },
    })
}

export function describeTimestampResponder(registry: Registry, access: TimestampAccess): void {
  registry.registerPath({
    method: 'post',
    path: '/tsa',
    operationId: 'timestamp',
    tags: ['PKI'],
    summary: 'Penanda waktu (timestamp, RFC 3161)',
    description: `A request that RFC 3161 has a rejection for is answered with that rejection, as a timestamp reply with status 200. ${WHO[access]}`,
    ...(access === 'applications' ? {} : { security: [] }),
    request: { body: { required: true, content: { [timestampQuery]: { schema: binary } } } },
    responses: {
      200: { description: 'TimeStampResp in DER.', content: { [timestampReply]: { schema: binary } } },
      ...publicProblemResponses([
        ...REFUSALS[access],
        'UNSUPPORTED_MEDIA_TYPE',
        'REQUEST_TOO_LARGE',
        'CLIENT_GONE',
      ]),
    },
  })
}

const WHO = {
  open: 'Whoever shows no credential of an application is limited in number.',
  applications: 'It needs the credential of an application.',
  closed: 'It is closed: only the documents of this service get timestamps.',
} as const

const REFUSALS = {
  open: ['TOO_MANY_REQUESTS', 'UNAUTHENTICATED', 'DATABASE_UNAVAILABLE'],
  applications: ['UNAUTHENTICATED', 'DATABASE_UNAVAILABLE'],
  closed: ['TIMESTAMP_CLOSED'],
} as const

/**
 * Liveness and readiness, apart: a process that cannot reach its database is not helped by being
 * restarted.
 */
export function describeHealth(registry: Registry): void {
  describeCheck(registry, {
    path: '/healthz',
    operationId: 'health',
    summary: 'Proses hidup (the process is alive)',
    description: 'The process answers. Says nothing of the database or the document store.',
    status: 'ok',
    problems: [],
  })
  describeCheck(registry, {
    path: '/readyz',
    operationId: 'ready',
    summary: 'Siap melayani (ready to serve)',
    description:
      'The database answers and the document store takes a file. Otherwise 503, and `code` says which of the two does not.',
    status: 'ready',
    problems: ['DATABASE_UNAVAILABLE', 'STORE_UNAVAILABLE'],
  })
}

interface Check {
  readonly path: string
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly status: string
  readonly problems: readonly ProblemCode[]
}

function describeCheck(registry: Registry, check: Check): void {
  const { path, operationId, summary, description, status, problems } = check
  registry.registerPath({
    method: 'get',
    path,
    operationId,
    tags: ['Operasional'],
    summary,
    security: [],
    responses: {
      200: {
        description,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['status'],
              properties: { status: { type: 'string', enum: [status] } },
            },
          },
        },
      },
      ...publicProblemResponses(problems),
    },
  })
}
