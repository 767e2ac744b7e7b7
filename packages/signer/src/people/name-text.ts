// A distinguished name as text (RFC 4514): most specific part first, special characters escaped.
import type { DistinguishedName } from '../certificate-authority/index.ts'

const keywords = [
  ['commonName', 'CN'],
  ['serialNumber', 'serialNumber'],
  ['organizationalUnit', 'OU'],
  ['organizationIdentifier', 'organizationIdentifier'],
  ['organization', 'O'],
  ['country', 'C'],
] as const

/** The text of a name as the pki room encodes it; `country` is ID when it is left out. */
export function nameText(name: DistinguishedName): string {
  const complete: DistinguishedName = { country: 'ID', ...name }
  return keywords
    .flatMap(([field, keyword]) => {
      const value = complete[field]
      return value === undefined ? [] : [`${keyword}=${escaped(value)}`]
    })
    .join(',')
}

// RFC 4514 §2.4: these anywhere, a number sign or space in front, a space at the end.
function escaped(value: string): string {
  return value
    .replace(/["+,;<>\\]/g, '\\$&')
    .replace(/^[# ]/, '\\$&')
    .replace(/ $/, '\\ ')
}
