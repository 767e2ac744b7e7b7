// Reads what an encrypted file permits: /P of ISO 32000-2 §7.6.4.2, table 22. Bits count from 1, as
// there.

/** The permissions of the password that was given. The owner password permits everything. */
export interface PdfPermissions {
  /** Whether the owner password opened the file. */
  readonly asOwner: boolean
  /** Changing content in other ways than those below (bit 4). */
  readonly modify: boolean
  /** Adding and changing annotations, and filling in forms (bit 6). */
  readonly annotate: boolean
  /**
   * Filling in existing form fields, signature fields among them (bit 9 or bit 6; in revision 2,
   * bit 6 alone).
   */
  readonly fillForms: boolean
  /** Making form fields, signature fields among them (bits 4 and 6). */
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
