// Makes ready what is needed before anything is written: passphrases, typed by their holders, and
// the keys under them. It takes as long as people type, and needs no database.

import { randomBytes } from 'node:crypto'
import {
  knownOfHolder,
  type PreparationOptions,
  type PreparedEnrolment,
  prepareEnrolment,
} from '@tapis/signer'
import type { NewPassphrases } from '../../terminal/passphrase.ts'
import type { Item, SignerItem } from './compare.ts'

/** What enrolling needs of the city, and who is asked for passphrases. */
export type Registrar = Omit<PreparationOptions, 'agency' | 'passphrase' | 'now' | 'randomBytes'> & {
  readonly passphraseOf: NewPassphrases
}

/** The keys of new signers, by item. */
export type Prepared = ReadonlyMap<SignerItem, PreparedEnrolment>

/**
 * Asks for every passphrase first, so that nobody waits for another's key to be made.
 *
 * @throws UsageError when there is no passphrase; CustodyError PASSPHRASE_TOO_WEAK; PkiError
 */
export async function prepare(
  { passphraseOf, ...city }: Registrar,
  items: readonly Item[],
  now: Date,
): Promise<Prepared> {
  const enrolled = items.filter(isNewSigner)
  const chosen: { readonly item: SignerItem; readonly passphrase: string }[] = []
  for (const item of enrolled) {
    const known = knownOfHolder(item.planned, item.agency)
    chosen.push({ item, passphrase: await passphraseOf(holderOf(item), known) })
  }
  const prepared = new Map<SignerItem, PreparedEnrolment>()
  for (const { item, passphrase } of chosen) {
    const { planned, agency } = item
    prepared.set(item, await prepareEnrolment(planned, { ...city, agency, passphrase, now, randomBytes }))
  }
  return prepared
}

/** Returns what the prompt calls the signer. */
export function holderOf({ planned, agency }: SignerItem): string {
  return planned.kind === 'person' ? planned.name : `the seal of ${agency.name}`
}

function isNewSigner(item: Item): item is SignerItem {
  return item.what === 'signer' && item.found === undefined
}
