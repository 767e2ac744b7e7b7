// Parses the values of flags and variables once each, or refuses them by the name that they were
// given under. What is not given is `undefined`.

import {
  defaultPreflightPolicy,
  noPreflightPolicy,
  type PreflightPolicy,
  strictPreflightPolicy,
} from '@tapis/pades/create'
import { UsageError } from '../command-line/usage-error.ts'

/** Reads a port. @throws UsageError */
export function readPort(name: string, text: string | undefined, byDefault: number): number {
  const value = text === undefined ? byDefault : parseDecimal(text)
  if (!(value >= 1 && value <= 65_535)) throw new UsageError(`${name} must be a port from 1 to 65535`)
  return value
}

/** Reads a whole number from 1 on. @throws UsageError */
export function readWholeNumber(name: string, text: string | undefined, byDefault: number): number {
  const value = text === undefined ? byDefault : parseDecimal(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new UsageError(`${name} must be a whole number above 0`)
  return value
}

/** Reads yes or no; default no. @throws UsageError */
export function readYesOrNo(name: string, text: string | undefined): boolean {
  return readOneOf(name, text, ['no', 'yes']) === 'yes'
}

/** Reads one of the words, of which the first is the default. @throws UsageError */
export function readOneOf<const Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly [Word, ...Word[]],
): Word {
  const word = text === undefined ? words[0] : words.find((known) => known === text)
  if (word === undefined) throw new UsageError(`${name} must be ${words.join(' or ')}`)
  return word
}

/**
 * Reads dotted decimals as ITU-T X.660 writes them: the first arc is 0 to 2, the second below 40
 * under 0 and 1.
 * @throws UsageError
 */
export function readObjectIdentifier(name: string, text: string | undefined): string | undefined {
  if (text === undefined || OBJECT_IDENTIFIER.test(text)) return text
  throw new UsageError(`${name} must be an object identifier, such as 1.3.6.1.4.1.99999.1`)
}

const OBJECT_IDENTIFIER = /^(?:[01]\.[1-3]?\d|2\.(?:0|[1-9]\d*))(?:\.(?:0|[1-9]\d*))*$/

/**
 * Reads names or addresses without a port, separated by commas; default none.
 * @throws UsageError
 */
export function readHostNames(name: string, text: string | undefined): readonly string[] {
  const hosts = text?.split(',').map((host) => host.trim()) ?? []
  if (hosts.every((host) => HOST.test(host))) return hosts
  throw new UsageError(`${name} must be hosts, separated by commas, such as 0.id.pool.ntp.org`)
}

const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/

/**
 * Reads off, warn or refuse: what is made of what could be turned against a signature later. `warn`
 * still refuses a document in which readers would show different things; `off` refuses and names
 * nothing itself, but the service signs no document that its own validation would not pass.
 * @param name of the flag or variable, for the message.
 * @throws UsageError for any other word
 */
export function readPreflight(name: string, text: string): PreflightPolicy {
  switch (text) {
    case 'off':
      return noPreflightPolicy
    case 'warn':
      return defaultPreflightPolicy
    case 'refuse':
      return strictPreflightPolicy
    default:
      throw new UsageError(`${name} must be off, warn or refuse, not ${text}`)
  }
}

/** `Number` would take hexadecimal digits, exponents and white space too. */
function parseDecimal(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
}
