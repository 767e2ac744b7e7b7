// TimeStampToken (RFC 3161 §2.4.2): a TSTInfo in CMS SignedData (RFC 5652), signed through a KeyCustodian. What all tokens of one
// authority have in common is encoded once, so that a token costs its signature and little else: anybody may ask for one.
//
//   SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo, [0] certificates OPTIONAL, signerInfos }
//   SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, [0] signedAttrs, signatureAlgorithm, signature }
import { createHash } from 'node:crypto'
import { type KeyAlgorithm, keyAlgorithmSigning } from '@tapis/custody'
import { type KeyCustodian, signMessage } from '@tapis/pades/create'
import { derContext, derInteger, derOctetString, derOid, derSequence, derSetOf } from '@tapis/pki/asn1'
import { encode } from '@tapis/pki/pkijs'
import { readCertificateFields } from '../certificate-authority/certificate-fields.ts'
import { oid } from './oids.ts'

/** What every token of one custodian has in common, each part in DER. */
export interface TokenSigner {
  readonly custodian: KeyCustodian
  readonly digest: KeyAlgorithm['digest']
  readonly signedDataHead: Uint8Array
  /** [0] CertificateSet. */
  readonly certificates: Uint8Array
  readonly signerInfoHead: Uint8Array
  readonly signatureAlgorithm: Uint8Array
  /** signing-certificate-v2 (RFC 5816). */
  readonly signingCertificate: Uint8Array
}

/** @throws TypeError when tokens are not made with the custodian's algorithm; Asn1Error for a leaf that is no certificate */
export function tokenSigner(custodian: KeyCustodian): TokenSigner {
  const algorithm = keyAlgorithmSigning(custodian.algorithm)
  const [leaf] = custodian.certificatePath
  if (algorithm === undefined || leaf === undefined) {
    throw new TypeError('the custodian signs with an algorithm, or a path, that timestamps are not made with')
  }
  const { issuer, serialNumber } = readCertificateFields(leaf)
  const digestAlgorithm = encode(algorithm.digestAlgorithmIdentifier)
  return {
    custodian,
    digest: algorithm.digest,
    // RFC 5652 §5.1: version 3, since the content is not id-data.
    signedDataHead: Buffer.concat([derInteger(3), derSetOf([digestAlgorithm])]),
    certificates: asContext0(derSetOf(custodian.certificatePath)),
    // RFC 5652 §5.3: version 1, since sid is issuerAndSerialNumber.
    signerInfoHead: Buffer.concat([derInteger(1), derSequence(issuer, serialNumber), digestAlgorithm]),
    signatureAlgorithm: encode(algorithm.signatureAlgorithmIdentifier),
    signingCertificate: attribute(SIGNING_CERTIFICATE_V2, signingCertificate(leaf)),
  }
}

/** In DER. @throws what the custodian throws */
export async function createTimeStampToken(options: {
  /** DER TSTInfo. */
  readonly tstInfo: Uint8Array
  readonly signer: TokenSigner
  readonly includeCertificates: boolean
}): Promise<Uint8Array> {
  const { tstInfo, signer, includeCertificates } = options
  const messageDigest = createHash(signer.digest).update(tstInfo).digest()
  const signedAttrs = derSetOf([
    CONTENT_TYPE,
    attribute(MESSAGE_DIGEST, derOctetString(messageDigest)),
    signer.signingCertificate,
  ])
  // RFC 5652 §5.4: signed with the tag of SET OF (0x31), transmitted with [0] IMPLICIT (0xA0).
  const signature = await signMessage(signer.custodian, signedAttrs)
  const signerInfo = derSequence(
    signer.signerInfoHead,
    asContext0(signedAttrs),
    signer.signatureAlgorithm,
    derOctetString(signature),
  )
  const signedData = derSequence(
    signer.signedDataHead,
    derSequence(TST_INFO, derContext(0, derOctetString(tstInfo))),
    ...(includeCertificates ? [signer.certificates] : []),
    derSetOf([signerInfo]),
  )
  return derSequence(SIGNED_DATA, derContext(0, signedData))
}

/**
 * SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies OPTIONAL }
 * ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha-256, certHash OCTET STRING, issuerSerial OPTIONAL }
 */
function signingCertificate(leaf: Uint8Array): Uint8Array {
  const certHash = createHash('sha256').update(leaf).digest()
  return derSequence(derSequence(derSequence(derOctetString(certHash))))
}

/** Attribute ::= SEQUENCE { type, values SET OF }. `type` is DER already. */
const attribute = (type: Uint8Array, value: Uint8Array): Uint8Array => derSequence(type, derSetOf([value]))

/** The octets of a SET OF under [0] IMPLICIT. */
function asContext0(setOf: Uint8Array): Uint8Array {
  const tagged = setOf.slice()
  tagged[0] = 0xa0
  return tagged
}

const SIGNED_DATA = derOid(oid.signedData)
const TST_INFO = derOid(oid.tstInfo)
const MESSAGE_DIGEST = derOid(oid.messageDigest)
const SIGNING_CERTIFICATE_V2 = derOid(oid.signingCertificateV2)
const CONTENT_TYPE = attribute(derOid(oid.contentType), TST_INFO)
