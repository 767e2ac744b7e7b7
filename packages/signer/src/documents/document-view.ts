// A recorded document as the API shows it to the application that made it.

import type { z } from '@hono/zod-openapi'
import type { SignedDocument } from '@tapis/db'
import { present } from '@tapis/pki'
import {
  type DocumentCode,
  formatDocumentCode,
  type PortalOrigin,
  parseDocumentCode,
  verificationUrl,
} from '@tapis/qr-seal'
import { CODE_HEADER, type documentSchema } from '../openapi/schemas.ts'
import { ApiError } from '../problems/problem.ts'

type DocumentView = z.infer<typeof documentSchema>

export function documentView(portalOrigin: PortalOrigin, document: SignedDocument): DocumentView {
  const code = codeOf(document)
  const { revokedAt, revocationReason } = document
  return {
    code,
    printedCode: formatDocumentCode(code),
    status: document.status,
    verifyUrl: verificationUrl(portalOrigin, code),
    sha256: document.signedSha256,
    bytes: document.bytes,
    pages: document.pages,
    agency: document.agencyId,
    documentType: document.documentType,
    number: document.number,
    title: document.title,
    facts: document.facts.map(({ label, value }) => ({ label, value })),
    createdAt: document.createdAt.toISOString(),
    ...present({ revokedAt: revokedAt?.toISOString(), revocationReason }),
    signatures: document.signatures.map(({ kind, level, signerName, position, agencyName, signedAt }) => ({
      kind,
      level,
      signerName,
      position,
      agencyName,
      signedAt: signedAt.toISOString(),
    })),
  }
}

/**
 * The signed file as a response; `headers` are added. Its name is the printed code, so that a
 * folder of downloads can be told apart.
 */
export function fileResponse(
  document: SignedDocument,
  pdf: Uint8Array<ArrayBuffer>,
  status: 200 | 201,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const code = codeOf(document)
  return new Response(pdf, {
    status,
    headers: {
      'content-type': 'application/pdf',
      'content-length': String(pdf.length),
      'content-disposition': `attachment; filename="${formatDocumentCode(code)}.pdf"`,
      [CODE_HEADER]: code,
      // RFC 9530: whoever keeps the file can check it against the record.
      'repr-digest': `sha-256=:${Buffer.from(document.signedSha256, 'hex').toString('base64')}:`,
      ...headers,
    },
  })
}

/** Reads a code from a path. @throws ApiError CODE_MALFORMED */
export function codeFromPath(text: string): DocumentCode {
  const code = parseDocumentCode(text)
  if (code === undefined) throw new ApiError('CODE_MALFORMED')
  return code
}

function codeOf({ code }: SignedDocument): DocumentCode {
  const parsed = parseDocumentCode(code)
  if (parsed === undefined) throw new TypeError('a recorded document without a document code')
  return parsed
}
