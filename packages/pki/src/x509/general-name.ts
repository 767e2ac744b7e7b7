// GeneralName (RFC 5280 §4.2.1.6): the forms a subject, an issuer or a place may be named in.
import { type Asn1Element, Asn1Error, readDer } from '../asn1/der-reader.ts'
import { explicit, sequence } from '../asn1/der-values.ts'
import { type Name, parseName, sameName } from './name.ts'

export type GeneralName =
  | { readonly kind: 'directoryName'; readonly name: Name }
  | {
      readonly kind: 'rfc822Name' | 'dNSName' | 'uniformResourceIdentifier'
      /** IA5String: ASCII only, or the whole name is refused. */
      readonly value: string
    }
  /** 4 or 16 bytes; twice that, an address and its mask, in a name constraint. */
  | { readonly kind: 'iPAddress'; readonly octets: Uint8Array }
  /** Forms whose contents are not read. */
  | {
      readonly kind: 'otherName' | 'x400Address' | 'ediPartyName' | 'registeredID'
      readonly der: Uint8Array
    }

/**
 * GeneralNames ::= SEQUENCE OF GeneralName.
 *
 * @param der the DER of the SEQUENCE.
 * @throws Asn1Error
 */
export function parseGeneralNames(der: Uint8Array): readonly GeneralName[] {
  return sequence(readDer(der)).map(parseGeneralName)
}

/**
 * GeneralName ::= CHOICE { [0] otherName, [1] rfc822Name IA5String, [2] dNSName IA5String, [3]
 * x400Address, [4] EXPLICIT directoryName Name, [5] ediPartyName, [6] uniformResourceIdentifier
 * IA5String, [7] iPAddress OCTET STRING, [8] registeredID }.
 *
 * @throws Asn1Error
 */
export function parseGeneralName(element: Asn1Element | undefined): GeneralName {
  if (element?.tagClass !== 'context') throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'expected GeneralName')
  switch (element.tag) {
    case 1:
      return { kind: 'rfc822Name', value: ia5(element) }
    case 2:
      return { kind: 'dNSName', value: ia5(element) }
    case 4:
      return { kind: 'directoryName', name: parseName(explicit(element)) }
    case 6:
      return { kind: 'uniformResourceIdentifier', value: ia5(element) }
    case 7:
      return { kind: 'iPAddress', octets: element.content }
    case 0:
      return { kind: 'otherName', der: element.bytes }
    case 3:
      return { kind: 'x400Address', der: element.bytes }
    case 5:
      return { kind: 'ediPartyName', der: element.bytes }
    case 8:
      return { kind: 'registeredID', der: element.bytes }
    default:
      throw new Asn1Error('ASN1_UNEXPECTED_TAG', `expected GeneralName, found context ${element.tag}`)
  }
}

/** Returns the names of the form URI. */
export function uris(names: readonly GeneralName[]): readonly string[] {
  return names.flatMap((name) => (name.kind === 'uniformResourceIdentifier' ? [name.value] : []))
}

/** Returns the names of the form directoryName. */
export function directoryNames(names: readonly GeneralName[]): readonly Name[] {
  return names.flatMap((name) => (name.kind === 'directoryName' ? [name.name] : []))
}

/**
 * Whether two names of a place are the same: for matching a list's scope, where URIs are compared
 * as written.
 */
export function sameGeneralName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind === 'directoryName') return b.kind === 'directoryName' && sameName(a.name, b.name)
  return 'value' in a && 'value' in b && a.kind === b.kind && a.value === b.value
}

function ia5(element: Asn1Element): string {
  if (element.constructed || element.content.some((byte) => byte >= 0x80)) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'expected IA5String')
  }
  let value = ''
  for (const byte of element.content) value += String.fromCharCode(byte)
  return value
}
