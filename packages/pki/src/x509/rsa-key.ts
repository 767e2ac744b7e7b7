// SubjectPublicKeyInfo of an RSA key with the plain identifier. WebCrypto does not import a key
// that is marked id-RSASSA-PSS (RFC 4055 §1.2), nor one whose NULL parameters were left out.
import { derElement, derNull, derOid, derSequence } from '../asn1/der-writer.ts'
import { OID } from '../oids.ts'

const BIT_STRING = 0x03

/** Writes the SubjectPublicKeyInfo. @param key DER RSAPublicKey */
export function encodeRsaPublicKeyInfo(key: Uint8Array): Uint8Array {
  const algorithm = derSequence(derOid(OID.rsaEncryption), derNull())
  return derSequence(algorithm, derElement(BIT_STRING, Uint8Array.of(0), key))
}
