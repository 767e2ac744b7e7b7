// Distinguished names of the certificates that are issued: checked against the upper bounds of RFC
// 5280 appendix A.1, and given to the encoder typed, since its plain strings are unquoted and a
// leading `#` is read as hex.
import { findPopulationNumbers } from '@tapis/nik'
import { OID } from '@tapis/pki'
import { PkiError } from './errors.ts'
import { x509 } from './x509.ts'

/** Attributes of a subject. Written most general first (C, O, OU, serialNumber, CN). */
export interface DistinguishedName {
  readonly commonName: string
  readonly organization?: string
  /** EN 319 412-1 §5.1.4, for a seal: e.g. `NTRID-...` or a local scheme. */
  readonly organizationIdentifier?: string
  readonly organizationalUnit?: string
  /**
   * X.520 serialNumber: a pseudonymous identifier that tells namesakes apart. Never a NIK or NIP.
   */
  readonly serialNumber?: string
  /** ISO 3166 code of two letters. Default `ID`. */
  readonly country?: string
}

type Attribute = readonly [field: keyof DistinguishedName, oid: string, kind: 'utf8' | 'printable']

const attributes: readonly Attribute[] = [
  ['country', OID.countryName, 'printable'],
  ['organization', OID.organizationName, 'utf8'],
  ['organizationIdentifier', OID.organizationIdentifier, 'utf8'],
  ['organizationalUnit', OID.organizationalUnitName, 'utf8'],
  ['serialNumber', OID.serialNumber, 'printable'],
  ['commonName', OID.commonName, 'utf8'],
]

const maximumCharacters = 64

/** Checks a name and gives it the encoder's form. @throws PkiError NAME_INVALID */
export function encodeName(name: DistinguishedName): x509.Name {
  const complete = { country: 'ID', ...name }
  return new x509.Name(
    attributes.flatMap(([field, oid, kind]) => {
      const value = complete[field]
      if (value === undefined) return []
      checkValue(field, value, kind)
      return [{ [oid]: [kind === 'utf8' ? { utf8String: value } : { printableString: value }] }]
    }),
  )
}

function checkValue(field: keyof DistinguishedName, value: string, kind: Attribute[2]): void {
  const length = [...value].length
  if (value.trim() === '' || length > maximumCharacters) {
    throw new PkiError(
      'NAME_INVALID',
      `${field} has ${length} characters, expected 1 to ${maximumCharacters}`,
    )
  }
  if (/\p{Cc}/u.test(value)) throw new PkiError('NAME_INVALID', `${field} holds a control character`)
  if (kind === 'printable' && !/^[A-Za-z0-9 '()+,./:=?-]+$/.test(value)) {
    throw new PkiError('NAME_INVALID', `${field} holds characters outside PrintableString`)
  }
  if (field === 'country' && !/^[A-Z]{2}$/.test(value)) {
    throw new PkiError('NAME_INVALID', 'country is not a code of two letters')
  }
}

/**
 * Says whether a text holds a NIK or a NIP (18 digits), or could: any 16 digits, whatever parts
 * them, and what the portal would hide as a NIK, such as one with letters for digits.
 */
export function holdsPersonalNumber(text: string): boolean {
  return /\d{16}/.test(text.replaceAll(/[\s.\-_/]/g, '')) || findPopulationNumbers(text).length > 0
}

/**
 * Refuses a natural person's name that holds a personal number: UU 23/2006 Art. 84 protects the
 * NIK, and a certificate is public for good.
 * @throws PkiError PERSONAL_NUMBER_IN_NAME, not repeating the value
 */
export function refusePersonalNumbers(name: DistinguishedName): void {
  for (const [field] of attributes) {
    if (holdsPersonalNumber(name[field] ?? '')) {
      throw new PkiError('PERSONAL_NUMBER_IN_NAME', `${field} holds a number like a NIK or NIP`)
    }
  }
}
