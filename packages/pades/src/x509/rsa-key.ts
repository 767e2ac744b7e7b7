// SubjectPublicKeyInfo of an RSA key with the plain identifier. WebCrypto does not import a key that is marked
// id-RSASSA-PSS (RFC 4055 §1.2), nor one whose NULL parameters were left out.

// SEQUENCE { OID 1.2.840.113549.1.1.1, NULL }
const rsaEncryption = new Uint8Array([
  0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
])

/** @param key DER RSAPublicKey */
export function encodeRsaPublicKeyInfo(key: Uint8Array): Uint8Array {
  const bits = element(0x03, [new Uint8Array([0]), key])
  return element(0x30, [rsaEncryption, bits])
}

function element(identifier: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const header = [identifier, ...lengthOctets(length)]
  const bytes = new Uint8Array(header.length + length)
  bytes.set(header)
  let at = header.length
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}
