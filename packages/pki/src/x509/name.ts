// Distinguished names (RFC 5280 §4.1.2.4). The raw DER is kept: issuer and subject are compared by
// it first.

import type { Asn1Element } from '../asn1/der-reader.ts'
import { oid, sequence, set, text } from '../asn1/der-values.ts'
import { equalBytes, hex } from '../bytes.ts'
import { OID } from '../oids.ts'

interface NameAttribute {
  readonly oid: string
  /**
   * The value as text, or `#` and the hexadecimal DER when it is of no string type (RFC 4514 §2.4).
   */
  readonly value: string
}

export interface Name {
  readonly der: Uint8Array
  /** In the order of the encoding: usually country first. */
  readonly relativeNames: readonly (readonly NameAttribute[])[]
}

const keywords = new Map<string, string>([
  [OID.commonName, 'CN'],
  [OID.surname, 'SN'],
  [OID.serialNumber, 'serialNumber'],
  [OID.countryName, 'C'],
  [OID.localityName, 'L'],
  [OID.stateOrProvinceName, 'ST'],
  [OID.streetAddress, 'STREET'],
  [OID.organizationName, 'O'],
  [OID.organizationalUnitName, 'OU'],
  [OID.title, 'title'],
  [OID.givenName, 'givenName'],
  [OID.organizationIdentifier, 'organizationIdentifier'],
  [OID.emailAddress, 'emailAddress'],
  [OID.domainComponent, 'DC'],
  [OID.userId, 'UID'],
])

/** Name ::= SEQUENCE OF SET OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }. @throws Asn1Error */
export function parseName(element: Asn1Element | undefined): Name {
  const relativeNames = sequence(element).map((relative) =>
    set(relative).map((attribute) => {
      const [type, value] = sequence(attribute)
      const string = value === undefined ? undefined : text(value)
      return { oid: oid(type), value: string ?? `#${hex(value?.bytes ?? new Uint8Array())}` }
    }),
  )
  return { der: element?.bytes ?? new Uint8Array(), relativeNames }
}

/** Writes the name as text, most specific part first, special characters escaped (RFC 4514 §2). */
export function nameToString(name: Name): string {
  return [...name.relativeNames]
    .reverse()
    .map((relative) => relative.map(attributeToString).join('+'))
    .join(',')
}

/** Writes one attribute as `keyword=value`, special characters escaped (RFC 4514 §2.3, §2.4). */
export function attributeToString({ oid: type, value }: NameAttribute): string {
  return `${keywords.get(type) ?? type}=${escaped(value)}`
}

/**
 * Returns the last commonName of a name; for people and seals this is what a reader expects to see.
 */
export function commonName(name: Name): string | undefined {
  return lastAttribute(name, OID.commonName)
}

/** Returns the value of the last attribute of a type, which is the most specific one. */
export function lastAttribute(name: Name, type: string): string | undefined {
  return name.relativeNames
    .flat()
    .filter((attribute) => attribute.oid === type)
    .at(-1)?.value
}

/**
 * Whether two names are the same: by bytes, else ignoring case, string type and repeated spaces
 * (RFC 5280 §7.1).
 */
export function sameName(a: Name, b: Name): boolean {
  return equalBytes(a.der, b.der) || canonical(a) === canonical(b)
}

const canonicalForms = new WeakMap<Name, readonly string[]>()

/**
 * Returns each relative name in a form that is equal where the names are the same (see
 * {@link sameName}), in the order of the encoding: a name lies within a subtree when the subtree's
 * forms are the first of its own (RFC 5280 §4.2.1.10).
 */
export function canonicalRelativeNames(name: Name): readonly string[] {
  const known = canonicalForms.get(name)
  if (known !== undefined) return known
  const forms = name.relativeNames.map((relative) =>
    JSON.stringify(relative.map(({ oid: type, value }) => `${type}=${prepared(value)}`).sort()),
  )
  canonicalForms.set(name, forms)
  return forms
}

/**
 * Prepares a value for comparison as RFC 4518 §2 does, but for its table of code points that are
 * left out.
 */
function prepared(value: string): string {
  return value.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}

function canonical(name: Name): string {
  return canonicalRelativeNames(name).join()
}

function escaped(value: string): string {
  if (value.startsWith('#')) return value
  return (
    value
      .replace(/[\\",+;<>]/g, (character) => `\\${character}`)
      // Control characters and the bidirectional overrides must not reach a screen raw.
      .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
        hex(new TextEncoder().encode(character)).replace(/../g, '\\$&'),
      )
      .replace(/^[ #]/, '\\$&')
      .replace(/ $/, '\\ ')
  )
}
