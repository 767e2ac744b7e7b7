// The digests that a timestamp may be over or be signed with: SHA-2 only.

export interface DigestAlgorithm {
  readonly name: 'sha-256' | 'sha-384' | 'sha-512'
  readonly oid: string
  readonly digestBytes: number
  /** As node:crypto names it. */
  readonly nodeName: 'sha256' | 'sha384' | 'sha512'
}

const rows: readonly DigestAlgorithm[] = [
  { name: 'sha-256', oid: '2.16.840.1.101.3.4.2.1', digestBytes: 32, nodeName: 'sha256' },
  { name: 'sha-384', oid: '2.16.840.1.101.3.4.2.2', digestBytes: 48, nodeName: 'sha384' },
  { name: 'sha-512', oid: '2.16.840.1.101.3.4.2.3', digestBytes: 64, nodeName: 'sha512' },
]

export const digestAlgorithm = (name: DigestAlgorithm['name']): DigestAlgorithm | undefined =>
  rows.find((row) => row.name === name)

export const digestAlgorithmOfOid = (oid: string): DigestAlgorithm | undefined =>
  rows.find((row) => row.oid === oid)
