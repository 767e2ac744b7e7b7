// What an encrypted file lets a user do: /P of ISO 32000-2 §7.6.4.2, table 22. Bits count from 1, as there.

/** Everything is permitted to who gave the owner password. */
export interface PdfPermissions {
  /** The owner password opened the file. */
  readonly asOwner: boolean
  /** Bit 4: changing content by other ways than those below. */
  readonly modify: boolean
  /** Bit 6: adding and changing annotations, and filling in forms. */
  readonly annotate: boolean
  /** Bit 9, or bit 6: filling in form fields that are there, signature fields among them. In revision 2, bit 6 alone. */
  readonly fillForms: boolean
  /** Bits 4 and 6: making form fields, signature fields among them. */
  readonly createFields: boolean
}

/** @param flags /P. @param revision of the security handler */
export function permissionsOf(flags: number, revision: number, asOwner: boolean): PdfPermissions {
  const has = (bit: number): boolean => asOwner || (flags & (1 << (bit - 1))) !== 0
  const modify = has(4)
  const annotate = has(6)
  return {
    asOwner,
    modify,
    annotate,
    fillForms: annotate || (revision >= 3 && has(9)),
    createFields: modify && annotate,
  }
}
