// The response of an authority as pkijs writes it, for tests: an independent implementation that ours must equal octet by octet.
import { createHash } from 'node:crypto'
import { type KeyAlgorithm, keyAlgorithmSigning } from '@tapis/custody'
import { type KeyCustodian, signMessage } from '@tapis/pades/create'
import { type Der, Encoded, encode, readAsn1, readStructure, unsignedInteger } from '@tapis/pki/pkijs'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { readCertificateFields } from '../certificate-authority/certificate-fields.ts'
import { oid } from './oids.ts'
import type { TimeStampReq } from './request.ts'

/** DER TimeStampResp, granted. */
export async function pkijsResponse(
  custodian: KeyCustodian,
  statement: Parameters<typeof encodeTstInfo>[0],
): Promise<Der> {
  const timeStampToken = await createTimeStampToken({
    tstInfo: encodeTstInfo(statement),
    signer: tokenSigner(custodian),
    includeCertificates: statement.request.certReq,
  })
  const status = new pkijs.PKIStatusInfo({ status: pkijs.PKIStatus.granted })
  return encode(new pkijs.TimeStampResp({ status, timeStampToken }))
}

function encodeTstInfo(options: {
  readonly request: TimeStampReq
  readonly policy: string
  readonly serialNumber: Uint8Array
  readonly genTime: Date
}): Der {
  const { request } = options
  const nonce = request.nonce && readAsn1(request.nonce, 'nonce')
  const tstInfo = new pkijs.TSTInfo({
    version: 1,
    policy: options.policy,
    messageImprint: readStructure(pkijs.MessageImprint, request.imprint.der, 'messageImprint'),
    serialNumber: unsignedInteger(options.serialNumber),
    genTime: new Date(Math.floor(options.genTime.getTime() / 1000) * 1000),
    accuracy: new pkijs.Accuracy({ seconds: 2 }),
    ...(nonce instanceof asn1js.Integer ? { nonce } : {}),
  })
  return encode(tstInfo)
}

/** What every token of one custodian has in common. */
interface TokenSigner {
  readonly custodian: KeyCustodian
  readonly algorithm: KeyAlgorithm
  readonly sid: pkijs.IssuerAndSerialNumber
  /** SHA-256 of the leaf. */
  readonly certHash: Uint8Array
  /** [0] CertificateSet. */
  readonly certificates: asn1js.BaseBlock
}

/** @throws TypeError when tokens are not made with the custodian's algorithm; Asn1Error for a leaf that is no certificate */
function tokenSigner(custodian: KeyCustodian): TokenSigner {
  const algorithm = keyAlgorithmSigning(custodian.algorithm)
  const [leaf] = custodian.certificatePath
  if (algorithm === undefined || leaf === undefined) {
    throw new TypeError('the custodian signs with an algorithm, or a path, that timestamps are not made with')
  }
  const { issuer, serialNumber } = readCertificateFields(leaf)
  const number = readAsn1(serialNumber, 'serialNumber')
  if (!(number instanceof asn1js.Integer)) throw new TypeError('the serial number is not an INTEGER')
  return {
    custodian,
    algorithm,
    sid: new pkijs.IssuerAndSerialNumber({
      issuer: readStructure(pkijs.RelativeDistinguishedNames, issuer, 'issuer'),
      serialNumber: number,
    }),
    certHash: createHash('sha256').update(leaf).digest(),
    certificates: new asn1js.Constructed({
      idBlock: { tagClass: 3, tagNumber: 0 },
      value: inSetOrder(custodian.certificatePath.map((certificate) => new Encoded(certificate))),
    }),
  }
}

/** @throws what the custodian throws */
async function createTimeStampToken(options: {
  /** DER TSTInfo. */
  readonly tstInfo: Uint8Array
  readonly signer: TokenSigner
  readonly includeCertificates: boolean
}): Promise<pkijs.ContentInfo> {
  const { tstInfo, signer } = options
  const { digest, digestAlgorithmIdentifier, signatureAlgorithmIdentifier } = signer.algorithm
  const messageDigest = createHash(digest).update(tstInfo).digest()
  const signedAttrs = makeSignedAttrs(messageDigest, signer.certHash)
  const signature = await signMessage(signer.custodian, encodeAsSetOf(signedAttrs))
  const signerInfo = new pkijs.SignerInfo({
    version: 1, // sid is issuerAndSerialNumber
    sid: signer.sid,
    digestAlgorithm: digestAlgorithmIdentifier,
    signedAttrs,
    signatureAlgorithm: signatureAlgorithmIdentifier,
    signature: new asn1js.OctetString({ valueHex: signature }),
  })
  // SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo, [0] certificates OPTIONAL, signerInfos }
  const content = new pkijs.SignedData({
    version: 3, // RFC 5652 §5.1: the content is not id-data
    digestAlgorithms: [digestAlgorithmIdentifier],
    encapContentInfo: encapsulate(tstInfo),
    signerInfos: [signerInfo],
  }).toSchema()
  if (options.includeCertificates) content.valueBlock.value.splice(3, 0, signer.certificates)
  return new pkijs.ContentInfo({ contentType: oid.signedData, content })
}

// Its constructor would cut the content into the parts of a constructed OCTET STRING, which DER does not allow.
function encapsulate(tstInfo: Uint8Array): pkijs.EncapsulatedContentInfo {
  const encapContentInfo = new pkijs.EncapsulatedContentInfo({ eContentType: oid.tstInfo })
  encapContentInfo.eContent = new asn1js.OctetString({ valueHex: tstInfo })
  return encapContentInfo
}

/** In the order of DER: content-type, message-digest, signing-certificate-v2 (RFC 5816). */
function makeSignedAttrs(messageDigest: Uint8Array, certHash: Uint8Array): pkijs.SignedAndUnsignedAttributes {
  // SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies OPTIONAL }
  // ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha-256, certHash OCTET STRING, issuerSerial OPTIONAL }
  const certs = sequence(sequence(new asn1js.OctetString({ valueHex: certHash })))
  return new pkijs.SignedAndUnsignedAttributes({
    type: 0,
    attributes: inSetOrder([
      attribute(oid.contentType, new asn1js.ObjectIdentifier({ value: oid.tstInfo })),
      attribute(oid.messageDigest, new asn1js.OctetString({ valueHex: messageDigest })),
      attribute(oid.signingCertificateV2, sequence(certs)),
    ]),
  })
}

const sequence = (element: asn1js.BaseBlock): asn1js.Sequence => new asn1js.Sequence({ value: [element] })

const attribute = (type: string, value: asn1js.BaseBlock): pkijs.Attribute =>
  new pkijs.Attribute({ type, values: [value] })

/** RFC 5652 §5.4: signed with the tag of SET OF (0x31), transmitted with [0] IMPLICIT (0xA0). */
function encodeAsSetOf(signedAttrs: pkijs.SignedAndUnsignedAttributes): Der {
  const der = encode(signedAttrs)
  der[0] = 0x31
  return der
}

/** Elements of a SET OF in the order of DER (X.690 §11.6), which pkijs leaves to its caller. */
function inSetOrder<T extends Parameters<typeof encode>[0]>(elements: readonly T[]): T[] {
  return elements
    .map((element) => ({ element, der: encode(element) }))
    .toSorted((a, b) => Buffer.compare(a.der, b.der))
    .map(({ element }) => element)
}
