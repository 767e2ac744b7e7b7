// Reads a TimeStampToken into what its checks need. Digests and signatures are checked over the octets that were sent.

import {
  type Asn1Element,
  Asn1Error,
  elementsOf,
  isContext,
  octetsOf,
  originalOctets,
  structureOf,
} from '@tapis/pki/pkijs'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { oid } from './oids.ts'
import { parseTstInfo, type TstInfo } from './tst-info.ts'

export interface TimeStampToken {
  /** The octets that were sent. */
  readonly der: Uint8Array
  /** DER TSTInfo: what the message digest is over. */
  readonly content: Uint8Array
  readonly tstInfo: TstInfo
  /** DER, in the order of the token. */
  readonly certificates: readonly Uint8Array[]
  readonly signer: SignerInfo
}

export interface SignerInfo {
  /** DER issuer Name and INTEGER serial number, or the octets of a subjectKeyIdentifier. */
  readonly sid:
    | { readonly issuer: Uint8Array; readonly serialNumber: Uint8Array }
    | { readonly keyId: Uint8Array }
  readonly digestOid: string
  readonly signatureOid: string
  readonly signature: Uint8Array
  /** DER of the attributes under the tag of SET OF: what the signature is over (RFC 5652 §5.4). */
  readonly signedAttrs: Uint8Array
  /** Attribute values by type; each type has exactly one value here. */
  readonly attributes: ReadonlyMap<string, Asn1Element>
}

/** @throws Asn1Error, RefusedRequest (the imprint's digest is not accepted) */
export function readTimeStampToken(element: Asn1Element): TimeStampToken {
  const { contentType, content } = structureOf(pkijs.ContentInfo, element, 'TimeStampToken')
  if (contentType !== oid.signedData) throw new Asn1Error('not SignedData')
  const { certificates, others } = setCertificatesAside(content)
  const { encapContentInfo, signerInfos } = structureOf(pkijs.SignedData, others, 'SignedData')
  const [signerInfo, another] = signerInfos
  // RFC 3161 §2.4.2: a token has the signature of the authority and no other.
  if (signerInfo === undefined || another !== undefined) {
    throw new Asn1Error(`signerInfos has ${signerInfos.length} elements, expected 1`)
  }
  if (encapContentInfo.eContentType !== oid.tstInfo) throw new Asn1Error('eContentType is not id-ct-TSTInfo')
  const tstInfo = octetsOf(encapContentInfo.eContent, 'eContent')
  return {
    der: originalOctets(element),
    content: tstInfo,
    tstInfo: parseTstInfo(tstInfo),
    certificates,
    signer: readSignerInfo(signerInfo),
  }
}

// pkijs would take every certificate apart, the signer's and others, without keeping its octets. CRLs are not used here.
function setCertificatesAside(signedData: Asn1Element): {
  readonly certificates: readonly Uint8Array[]
  readonly others: asn1js.Sequence
} {
  const fields = elementsOf(signedData, 'SignedData')
  const certificateSet = fields.find((field) => isContext(field, 0))
  const choices = certificateSet === undefined ? [] : elementsOf(certificateSet, 'certificates')
  return {
    certificates: choices.filter((choice) => choice instanceof asn1js.Sequence).map(originalOctets),
    others: new asn1js.Sequence({
      value: fields.filter((field) => !isContext(field, 0) && !isContext(field, 1)),
    }),
  }
}

function readSignerInfo(signerInfo: pkijs.SignerInfo): SignerInfo {
  const { signedAttrs } = signerInfo
  // RFC 5652 §5.3: signedAttrs are there whenever the content is not id-data.
  if (signedAttrs === undefined) throw new Asn1Error('signedAttrs is missing')
  return {
    sid: readSid(signerInfo.sid),
    digestOid: signerInfo.digestAlgorithm.algorithmId,
    signatureOid: signerInfo.signatureAlgorithm.algorithmId,
    signature: octetsOf(signerInfo.signature, 'signature'),
    // pkijs keeps the octets that were sent, already under the tag of SET OF.
    signedAttrs: new Uint8Array(signedAttrs.encodedValue),
    attributes: readAttributes(signedAttrs.attributes),
  }
}

function readSid(sid: unknown): SignerInfo['sid'] {
  if (sid instanceof asn1js.Primitive) return { keyId: sid.valueBlock.valueHexView }
  if (!(sid instanceof pkijs.IssuerAndSerialNumber)) throw new Asn1Error('sid is of no known kind')
  const { issuer, serialNumber } = sid
  return {
    issuer: new Uint8Array(issuer.valueBeforeDecode),
    serialNumber: originalOctets(serialNumber),
  }
}

function readAttributes(list: readonly pkijs.Attribute[]): ReadonlyMap<string, Asn1Element> {
  const attributes = new Map<string, Asn1Element>()
  for (const { type, values } of list) {
    const [value, another]: readonly Asn1Element[] = values
    // RFC 5652 §11: the attributes used here occur once, with one value. A second one could be read by another verifier.
    if (value === undefined || another !== undefined || attributes.has(type)) {
      throw new Asn1Error(`signed attribute ${type} does not have exactly one value`)
    }
    attributes.set(type, value)
  }
  return attributes
}
