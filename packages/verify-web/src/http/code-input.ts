// Reads what a visitor typed or pasted. A whole address is taken too, of whatever host: people
// paste what the camera showed them, and it is this portal that then looks the code up, not the
// host in the pasted address.

import { CODE_ALPHABET, type DocumentCode, parseDocumentCode } from '@tapis/qr-seal'

/** A code, or the first thing that is wrong with what was typed. */
type CodeInput =
  | { readonly code: DocumentCode }
  | { readonly wrong: 'EMPTY' }
  | { readonly wrong: 'LENGTH'; readonly found: number }
  | { readonly wrong: 'CHARACTER'; readonly found: string }

/** A reason why an input is not a code. */
export type CodeFault = Exclude<CodeInput, { code: DocumentCode }>

/**
 * Reads a code leniently (lower case, hyphens, spaces, O/0 and I/L/1, a pasted address). Says
 * nothing about existence.
 */
export function readCodeInput(typed: string): CodeInput {
  const text = afterAddress(typed.trim())
  const code = parseDocumentCode(text)
  if (code !== undefined) return { code }
  const kept = text.replace(/[\s\-\u2010-\u2015\u2212]/gu, '')
  if (kept === '') return { wrong: 'EMPTY' }
  const characters = [...kept]
  const stranger = characters.find((character) => !isCodeCharacter(character))
  if (stranger !== undefined) return { wrong: 'CHARACTER', found: stranger }
  return { wrong: 'LENGTH', found: characters.length }
}

function afterAddress(text: string): string {
  const path = /^https?:\/\/[^/]*\/v\/([^/?#]*)/i.exec(text)?.[1]
  return path ?? text.replace(/\/+$/, '')
}

function isCodeCharacter(character: string): boolean {
  // ASCII letters only are taken: the long s (U+017F) has an S for its upper case, and no code has
  // it.
  return /^[0-9A-Za-z]$/.test(character) && `${CODE_ALPHABET}OIL`.includes(character.toUpperCase())
}
