// The order of rules: what one gives, those after it read, and what one ends is over.
import { describe, expect, it } from 'vitest'
import { dictionary } from '../../../pdf/objects.ts'
import { openPdf } from '../../../pdf/open.ts'
import { found } from '../findings.ts'
import { base } from '../testing/later-revision.ts'
import { type Judgement, rule } from './rule.ts'
import { tableOver } from './rule-table.ts'

const document = openPdf(base)
const revisions = {
  before: document,
  after: document,
  certified: false,
  isLocked: () => false,
  fieldName: () => undefined,
  toleratesDuplicates: false,
  spend: () => undefined,
}
const sides = { before: dictionary({}), after: dictionary({ Satu: 1 }) }
const change = { code: 'FIELD_ADDED', level: 'UNDEFINED', message: 'dibaca' } as const
const clause = 'none'

const givesForm = rule({
  name: 'gives the form',
  clause,
  reads: ['trailer'],
  *judge({ trailer }) {
    yield* []
    return { form: trailer }
  },
})
const readsForm = rule({
  name: 'reads the form',
  clause,
  reads: ['form'],
  *judge({ form }) {
    if (form.after.entries.has('Satu')) yield found(change)
  },
})
const ends = rule({
  name: 'ends the comparison',
  clause,
  reads: ['trailer'],
  *judge(): Generator<Judgement, { form: typeof sides } | undefined, undefined> {
    yield* []
    return undefined
  },
})

describe('a table of rules', () => {
  it('gives a rule what the rules before it found', () => {
    const table = tableOver<'trailer'>().andRead(givesForm).and(readsForm)
    expect([...table.judge({ trailer: sides }, revisions)]).toEqual([found(change)])
  })

  it('applies no rule after one that found that no more can be compared', () => {
    const table = tableOver<'trailer'>().andRead(ends).and(readsForm)
    expect([...table.judge({ trailer: sides }, revisions)]).toEqual([])
  })

  it('takes no rule that reads what nothing gives', () => {
    // @ts-expect-error No rule gives the form.
    const table = tableOver<'trailer'>().and(readsForm)
    expect(table.rules).toHaveLength(1)
  })
})
