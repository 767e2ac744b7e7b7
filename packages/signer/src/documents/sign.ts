// POST /v1/documents: takes a PDF and what is to be recorded of it, gives back a signed document
// under a new code.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { present } from '@tapis/pki'
import type { Context } from 'hono'
import { negotiate } from '../http/accept.ts'
import { parseJson } from '../http/json.ts'
import { readDocumentParts } from '../http/multipart.ts'
import { createRefusalRecord, originOf } from '../log/trace.ts'
import {
  CODE_HEADER,
  pdfContent,
  problemResponses,
  REPLAYED_HEADER,
  signedSchema,
  WARNINGS_HEADER,
} from '../openapi/schemas.ts'
import { apiErrorOf } from '../problems/library-problems.ts'
import { resolveLimits, type SignerDeps, type SignerEnv } from '../signer-deps.ts'
import { parseIdempotencyKey } from '../signing/idempotency.ts'
import { createPassphraseThrottle } from '../signing/passphrase-throttle.ts'
import type { PreparedDocument } from '../signing/prepare-document.ts'
import { type SignOutcome, signDocument } from '../signing/sign-document.ts'
import { createFairSlots } from '../work/fair-slots.ts'
import { documentView, fileResponse } from './document-view.ts'
import { storedFile } from './read.ts'
import { signRequest } from './sign-request.ts'

const signRoute = createRoute({
  method: 'post',
  path: '/v1/documents',
  operationId: 'signDocument',
  tags: ['Dokumen'],
  summary: 'Tanda tangani dokumen (sign a document)',
  description: [
    'Memberi stempel, menandatangani (PAdES B-T), memeriksa, dan mencatat satu PDF. Setelahnya dokumen ada lengkap dengan berkas dan halaman publiknya, atau tidak ada sama sekali.',
    '*Stamps, signs (PAdES baseline B-T), checks and records one PDF. Either the document exists afterwards, with its file and its public page, or nothing does.*',
    `Dengan \`Accept: application/pdf\` jawabannya adalah berkas itu sendiri dan kodenya ada di header \`${CODE_HEADER}\`. *With that header the answer is the signed file itself.*`,
    "```\ncurl -u ID:RAHASIA -F file=@surat.pdf -F 'request=@permintaan.json;type=application/json' .../v1/documents\n```",
  ].join('\n\n'),
  security: [{ basic: [] }, { bearer: [] }],
  request: {
    headers: z.object({
      'idempotency-key': z.string().optional().openapi({
        description:
          '1 to 255 visible ASCII characters. The same key with the same request gives the same document again.',
      }),
    }),
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          // By reference, so that the body is read by our own bounded reader; the schema is the one
          // that it parses with.
          schema: {
            type: 'object',
            required: ['file', 'request'],
            additionalProperties: false,
            properties: {
              file: {
                type: 'string',
                format: 'binary',
                description: 'The PDF, as a file part with a file name.',
              },
              request: { $ref: '#/components/schemas/SignRequest' },
            },
          },
          encoding: {
            file: { contentType: 'application/pdf' },
            request: { contentType: 'application/json' },
          },
        },
      },
    },
  },
  responses: {
    201: {
      description: `The signed document. The header \`${REPLAYED_HEADER}: true\` says that it was made by an earlier request with the same Idempotency-Key.`,
      content: { 'application/json': { schema: signedSchema }, ...pdfContent },
    },
    ...problemResponses([
      'MULTIPART_INVALID',
      'PART_MISSING',
      'REQUEST_JSON_INVALID',
      'REQUEST_INVALID',
      'IDEMPOTENCY_KEY_INVALID',
      'FORBIDDEN_AGENCY',
      'PASSPHRASE_WRONG',
      'NOT_ACCEPTABLE',
      'CLIENT_GONE',
      'IDEMPOTENCY_IN_PROGRESS',
      'DOCUMENT_TOO_LARGE',
      'REQUEST_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
      'NOT_A_PDF',
      'PDF_EMPTY',
      'PDF_TRUNCATED',
      'PDF_ENCRYPTED',
      'PDF_DAMAGED',
      'PDF_NOT_SIGNABLE',
      'PDF_SUSPICIOUS',
      'EARLIER_SIGNATURE_BROKEN',
      'PAGE_NOT_FOUND',
      'BOX_OFF_PAGE',
      'STAMP_BOX_TOO_SMALL',
      'ANCHOR_NOT_FOUND',
      'ANCHOR_AMBIGUOUS',
      'ANCHOR_NOT_COVERED',
      'ANCHOR_SEARCH_TOO_LARGE',
      'TEMPLATE_NOT_FOUND',
      'SIGNER_NOT_FOUND',
      'CERTIFICATE_EXPIRED',
      'IDEMPOTENCY_KEY_REUSED',
      'RATE_LIMITED',
      'TIMESTAMP_UNAVAILABLE',
      'CLOCK_UNTRUSTED',
      'STORE_UNAVAILABLE',
      'DOCUMENT_FILE_MISSING',
      'DOCUMENT_FILE_ALTERED',
      'PDF_TOO_COMPLEX',
      'READERS_DISAGREE',
      'EARLIER_SIGNATURE_FORBIDS',
      'STAMP_COVERS_CONTENT',
      'OVERLOADED',
      'AGENCY_BUSY',
      'OUTPUT_NOT_VALID',
    ]),
  },
})

export function signRoutes(app: OpenAPIHono<SignerEnv>, deps: SignerDeps): void {
  const limits = resolveLimits(deps.limits)
  const { signings, waiting, uploads } = limits
  const desk = {
    // One place is always another agency's.
    slots: createFairSlots({ slots: signings, slotsOfAgency: Math.max(1, signings - 1), waiting }),
    throttle: createPassphraseThrottle(deps.db, deps.clock),
  }
  // Nobody waits to send: a connection that waits would be no cheaper than one that sends.
  const sending = createFairSlots({ slots: uploads, slotsOfAgency: Math.ceil(uploads * 0.75), waiting: 0 })
  const recordRefusal = createRefusalRecord(deps, 'document.sign')
  app.openAPIRegistry.register('SignRequest', signRequest)

  /**
   * Up to the record in the database; what fails later is no refusal, since the document exists.
   */
  async function signed(c: Context<SignerEnv>): Promise<SignOutcome & Pick<PreparedDocument, 'warnings'>> {
    const origin = originOf(c, deps)
    const { application } = origin
    const { signal } = c.req.raw
    let warnings: PreparedDocument['warnings'] = []
    try {
      const idempotencyKey = parseIdempotencyKey(c.req.header('idempotency-key'))
      await using file = await deps.uploads.create()
      const text = await sending.run(application.agencyId, signal, () =>
        readDocumentParts(c.req.raw, file, limits),
      )
      const outcome = await signDocument(deps, desk, {
        application,
        request: parseJson(text, signRequest),
        file,
        ...present({ idempotencyKey }),
        origin,
        signal,
        remark: (remarks) => {
          c.set('remarks', remarks.remarks)
          warnings = remarks.warnings
        },
      })
      return { ...outcome, warnings }
    } catch (error) {
      await recordRefusal(apiErrorOf(error).code, origin)
      throw error
    }
  }

  app.openapi(signRoute, async (c) => {
    const type = negotiate(c.req.header('accept'), ['application/json', 'application/pdf'])
    const { document, replayed, pdf, warnings } = await signed(c)
    c.set('documentCode', document.code)
    const headers = {
      location: `/v1/documents/${document.code}`,
      ...(replayed ? { [REPLAYED_HEADER]: 'true' } : {}),
      ...(warnings.length > 0 ? { [WARNINGS_HEADER]: warnings.map(({ code }) => code).join(', ') } : {}),
    }
    if (type === 'application/json') {
      const view = documentView(deps.portalOrigin, document)
      return c.json({ ...view, ...(warnings.length > 0 && { warnings: [...warnings] }) }, 201, headers)
    }
    return fileResponse(document, pdf ?? (await storedFile(deps, document)), 201, headers)
  })
}
