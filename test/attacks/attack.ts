// What an attack, and its honest twin, are to the test: a file made from a fresh signed one, and
// what the validator must say of it.
import type { FindingCode, ModificationLevel } from '@tapis/pades/validate'
import type { Paper } from './paper.ts'

/**
 * In place of the name of a field: the first signature, where the attack leaves no name to be read.
 */
export const FIRST = '(first)'

export type Make = (paper: Paper) => Uint8Array | Promise<Uint8Array>

export interface Attack {
  readonly title: string
  readonly make: Make
  /** The signature that is attacked; default the first one. */
  readonly field?: string
  /** Default TOTAL-FAILED with FORMAT_FAILURE. */
  readonly indication?: 'TOTAL-FAILED' | 'INDETERMINATE'
  readonly subIndication?: string
  /** A finding that must be among those of the signature. */
  readonly code?: FindingCode
  /** Text of the reason. */
  readonly reason?: string
  /** Of an encrypted file. */
  readonly password?: string
}

/** What is permitted and looks like the attack: it passes, and is said for what it is. */
export interface Twin {
  readonly title: string
  readonly make: Make
  readonly field?: string
  readonly modification: ModificationLevel
  readonly code?: FindingCode
  readonly password?: string
}

/** A row of the catalogue of attacks. */
export interface Family {
  readonly name: string
  readonly attacks: readonly Attack[]
  readonly twins: readonly Twin[]
}
