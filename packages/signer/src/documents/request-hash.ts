// What makes two requests the same under one Idempotency-Key: the same file and the same fields. The passphrase is left
// out (a digest of it would be a way to test guesses), and the NIK stands as its keyed digest for the same reason.
import { createHash } from 'node:crypto'
import { nikLookup, type PersonalDataKeys, parseNik } from '../personal-data.ts'
import type { SignRequest } from './sign-request.ts'

/** SHA-256 in lower-case hexadecimal. `fileSha256` likewise. */
export function requestHash(keys: PersonalDataKeys, request: SignRequest, fileSha256: string): string {
  const { signer, ...rest } = request
  const canonical = canonicalJson({ ...rest, signer: signerOf(keys, signer), fileSha256 })
  return createHash('sha256').update(canonical).digest('hex')
}

function signerOf(keys: PersonalDataKeys, signer: SignRequest['signer']): string {
  if ('id' in signer) return `id ${signer.id}`
  const nik = parseNik(signer.nik)
  return nik === undefined ? '' : `nik ${Buffer.from(nikLookup(keys, nik)).toString('hex')}`
}

/** JSON with the members of every object in the order of their names. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
