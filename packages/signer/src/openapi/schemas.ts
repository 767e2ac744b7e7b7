// What the API answers, as schemas: the OpenAPI document is made of these, and the handlers' types
// are checked against them.
import { z } from '@hono/zod-openapi'
import { fieldSentences } from '../http/fields/field-sentences.ts'
import { type ProblemCode, problemTable } from '../problems/problem-table.ts'

const problemSchema = z
  .object({
    type: z.url().openapi({ description: 'A page that explains the code.' }),
    title: z.string(),
    title_id: z.string(),
    status: z.int(),
    detail: z.string(),
    detail_id: z.string().openapi({ description: 'The same sentence in Indonesian.' }),
    code: z.string().openapi({ enum: Object.keys(problemTable) }),
    instance: z.string().openapi({ description: 'urn:uuid: and the number of the request, as in the log.' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().openapi({ description: 'JSON pointer (RFC 6901).' }),
          reason: z.string().openapi({ enum: Object.keys(fieldSentences) }),
          detail: z.string(),
          detail_id: z.string().openapi({ description: 'The same sentence in Indonesian.' }),
        }),
      )
      .optional()
      .openapi({ description: 'With REQUEST_INVALID: one for each field that does not fit.' }),
  })
  .openapi('Problem', { description: 'RFC 9457. Programs branch on `code` and on nothing else.' })

export const documentSchema = z
  .object({
    code: z.string().openapi({ example: '7QK3M9ZC4T2WX8HD' }),
    printedCode: z.string().openapi({ example: '7QK3-M9ZC-4T2W-X8HD' }),
    status: z.enum(['valid', 'revoked']),
    verifyUrl: z.url().openapi({ description: 'Where the QR code leads.' }),
    sha256: z.string().openapi({ description: 'SHA-256 of the signed file, hexadecimal.' }),
    bytes: z.int(),
    pages: z.int(),
    agency: z.string(),
    documentType: z.string(),
    number: z.string(),
    title: z.string(),
    facts: z.array(z.object({ label: z.string(), value: z.string() })),
    createdAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().optional(),
    revocationReason: z.string().optional(),
    signatures: z.array(
      z.object({
        kind: z.enum(['signature', 'seal']),
        level: z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA']),
        signerName: z.string(),
        position: z.string(),
        agencyName: z.string(),
        signedAt: z.iso.datetime().openapi({ description: 'The time in the signature timestamp.' }),
      }),
    ),
  })
  .openapi('Document')

const warningSchema = z
  .object({
    code: z.literal('STAMP_COVERS_CONTENT'),
    detail: z.string(),
    detail_id: z.string().openapi({ description: 'The same sentence in Indonesian.' }),
    page: z.int(),
    areas: z
      .array(
        z.object({
          what: z.enum(['text', 'picture', 'field']),
          x: z.number(),
          y: z.number(),
          width: z.number(),
          height: z.number(),
          background: z.literal(true).optional(),
        }),
      )
      .openapi({
        description:
          'Points from the lower left corner of the page as displayed. Empty where it cannot be told what the page shows.',
      }),
  })
  .openapi('Warning')

/**
 * The answer to a signing request: the record, and what the caller should look at before the
 * document goes out.
 */
export const signedSchema = documentSchema
  .extend({
    warnings: z.array(warningSchema).optional().openapi({
      description: 'Given once, with the signature; a repeated request has none.',
    }),
  })
  .openapi('SignedDocument')

export const codeParameter = z.object({
  code: z.string().openapi({
    param: { name: 'code', in: 'path' },
    description: 'The document code, with or without hyphens, in either case.',
    example: '7QK3-M9ZC-4T2W-X8HD',
  }),
})

export const binary = { type: 'string', format: 'binary' } as const
export const pdfContent = { 'application/pdf': { schema: binary } } as const

export const CODE_HEADER = 'Tapis-Document-Code'
export const REPLAYED_HEADER = 'Idempotency-Replayed'
/** The codes of the warnings, for those who take the PDF alone. */
export const WARNINGS_HEADER = 'Tapis-Warnings'

/**
 * The responses of a route under /v1 that are problems: one for each status, naming the codes that
 * it may have.
 */
export function problemResponses(codes: readonly ProblemCode[]) {
  return publicProblemResponses([...codes, 'UNAUTHENTICATED', 'DATABASE_UNAVAILABLE'])
}

/** The same of a route that needs no credential. */
export function publicProblemResponses(codes: readonly ProblemCode[]) {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of [...codes, 'INTERNAL'] as const) {
    const { status } = problemTable[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, statusCodes]) => [
      status,
      {
        description: statusCodes.map((code) => `\`${code}\` ${problemTable[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  )
}
