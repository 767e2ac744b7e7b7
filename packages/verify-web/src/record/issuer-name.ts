// Finds the name of a certificate authority as people know it: the common name in a distinguished
// name written by RFC 4514. It is for display only. A name proves nothing; whether the authority is
// certified was decided when the signature was validated.

/**
 * Returns the first `CN` of an RFC 4514 string, unescaped; the whole text when there is none or its
 * value is in `#hex` form.
 */
export function issuerName(distinguishedName: string): string {
  for (const attribute of attributes(distinguishedName)) {
    const value = /^\s*CN\s*=\s*(?!#)(.+)$/is.exec(attribute)?.[1]
    if (value !== undefined) return unescapeValue(value.trim())
  }
  return distinguishedName
}

/**
 * Returns the attribute assertions, cut at every comma or plus sign that is not escaped (RFC 4514
 * §3).
 */
function attributes(text: string): string[] {
  return text.match(/(?:\\[\s\S]|[^\\,+])+/g) ?? []
}

function unescapeValue(value: string): string {
  // RFC 4514 §2.4: a backslash before a special character, or before the two hex digits of one
  // UTF-8 octet.
  return value.replace(/(?:\\[0-9a-f]{2})+|\\([\s\S])/gi, (escaped, special?: string) => {
    if (special !== undefined) return special
    const octets = Uint8Array.from(escaped.slice(1).split('\\'), (hex) => Number.parseInt(hex, 16))
    return new TextDecoder().decode(octets)
  })
}
