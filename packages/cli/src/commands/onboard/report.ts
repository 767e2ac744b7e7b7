// `tapis onboard` says of a plan a line for each item, or one line of JSON.

import { present } from '@tapis/pki'
import type { Retired } from '../../installation/retire-demonstration.ts'
import { maskControls } from '../../terminal/terminal.ts'
import type { Comparison, Item } from './compare.ts'
import { holderOf } from './prepare.ts'
import type { Written, WrittenItem } from './write.ts'

type State = 'new' | 'changed' | 'unchanged'

function stateOf({ found, changed }: Item): State {
  if (found === undefined) return 'new'
  return changed.length > 0 ? 'changed' : 'unchanged'
}

/** Returns the line of one item. `id` is absent in a plan that is only compared. */
export function itemLine({ item, id }: WrittenItem): string {
  const state = stateOf(item)
  const columns = state === 'changed' ? ` (${item.changed.join(', ')})` : ''
  const name = nameOf(item)
  const told = [item.what, ...(name === undefined ? [] : [name]), ...(id === undefined ? [] : [id])]
  return maskControls(`${item.agency.id}: ${state} ${told.join(' ')}${columns}${remarkOnSleep(item)}`)
}

/**
 * Returns notes on what a new name does not reach: a certificate bears the name that it was issued
 * for (RFC 5280 §4.1.2.6).
 */
export function certificateNotes(items: readonly Item[]): readonly string[] {
  return items.flatMap((item) =>
    item.what === 'agency' && item.changed.some((column) => column === 'name' || column === 'shortName')
      ? [`${item.agency.id}: certificates that were issued bear the former name until they are renewed`]
      : [],
  )
}

/** Returns lines with the secrets of new applications, which are shown this once. */
export function credentialLines({ items }: Written): readonly string[] {
  return items.flatMap(({ item, credential }) =>
    credential === undefined
      ? []
      : [maskControls(`${item.agency.id}: application ${nameOf(item)}, shown once: Basic ${credential}`)],
  )
}

/** Returns everything as one JSON object. `written` is absent when nothing was written. */
export function reportJson(comparison: Comparison, written?: Written): string {
  const items: readonly WrittenItem[] = written?.items ?? comparison.items.map((item) => ({ item }))
  return JSON.stringify({
    written: written !== undefined,
    items: items.map(({ item, id, credential }) => ({
      what: item.what,
      agency: item.agency.id,
      name: nameOf(item) ?? item.agency.name,
      state: stateOf(item),
      changed: item.changed,
      ...present({ id, credential }),
    })),
    conflicts: comparison.conflicts,
    retired: written?.retired ?? ({ agencies: comparison.retired } satisfies Partial<Retired>),
  })
}

/** Returns the name of an item; undefined for an agency, whose id stands in front. */
function nameOf(item: Item): string | undefined {
  switch (item.what) {
    case 'agency':
      return undefined
    case 'template':
      return item.planned.name
    case 'signer':
      return holderOf(item)
    case 'application':
      return item.planned
  }
}

/** Returns a remark on what is registered and does not work: the plan cannot wake it. */
function remarkOnSleep(item: Item): string {
  if (item.what === 'signer' && item.found?.status === 'suspended') return ' (suspended)'
  if (item.what === 'application' && item.found?.disabledAt !== undefined) return ' (disabled)'
  return ''
}
