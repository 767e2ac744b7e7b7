// A key in memory with a self-signed certificate: for tests only.

import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import type { KeyCustodian } from '@tapis/pades/create'
import { type SignatureAlgorithmName, signatureAlgorithm } from '@tapis/pki'
import { derElement, derSequence } from '@tapis/pki/asn1'

export type SoftwareCustodian = KeyCustodian & {
  /** How often `sign` was called. */
  readonly uses: () => number
}

/** A fresh key of the algorithm's kind, its certificate valid from 2026 to 2036. */
export async function softwareCustodian(
  algorithm: SignatureAlgorithmName,
  { subject = 'CN=Penanda Tangan Rekaan,O=Kota Contoh,C=ID', modulusBits = 2048 } = {},
): Promise<SoftwareCustodian> {
  const row = signatureAlgorithm(algorithm)
  const rsa = { modulusLength: modulusBits, publicExponent: Uint8Array.of(1, 0, 1) }
  const parameters = { ...row.importParameters, ...('hash' in row.importParameters ? rsa : {}) }
  const keys = await crypto.subtle.generateKey(parameters, true, ['sign', 'verify'])
  if (!('privateKey' in keys)) throw new TypeError('expected a key pair')
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '0102030405060708',
    name: subject,
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
    keys,
    signingAlgorithm: { ...row.importParameters, ...row.verifyParameters },
    extensions: [
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.nonRepudiation | x509.KeyUsageFlags.digitalSignature,
        true,
      ),
    ],
  })
  let uses = 0
  return {
    certificatePath: [new Uint8Array(certificate.rawData)],
    takes: 'message',
    algorithm,
    uses: () => uses,
    async sign(message) {
      uses++
      const signed = await crypto.subtle.sign(row.verifyParameters, keys.privateKey, new Uint8Array(message))
      const octets = new Uint8Array(signed)
      if (row.signatureFormat.kind === 'octets') return octets
      const { coordinateBytes } = row.signatureFormat
      return derSequence(
        unsignedInteger(octets.subarray(0, coordinateBytes)),
        unsignedInteger(octets.subarray(coordinateBytes)),
      )
    },
  }
}

/** INTEGER of a big-endian number: no leading zeros but the one that keeps it positive. */
function unsignedInteger(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0)
  const minimal = first === -1 ? Uint8Array.of(0) : bytes.subarray(first)
  return derElement(0x02, (minimal[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(), minimal)
}
