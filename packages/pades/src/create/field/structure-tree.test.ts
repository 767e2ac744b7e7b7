// The widget of the first signature of a tagged document enters its structure tree, whatever shape
// the tree has.

import { concatenated } from '@tapis/pki'
import { buildPdf, type PdfShape, signedBytes } from '@tapis/testing/pdf'
import { softwareCustodian } from '@tapis/testing/pki'
import { describe, expect, it } from 'vitest'
import type { PdfDocument } from '../../pdf/document.ts'
import {
  dictionary,
  isArray,
  isDictionary,
  name,
  type PdfDictionary,
  type PdfValue,
  ref,
} from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { serialize } from '../../pdf/syntax/serialize.ts'
import { type SignOptions, signPdf } from '../sign.ts'

const custodian = await softwareCustodian('ecdsa-p256-sha256')
const [ROOT, DOCUMENT, PARAGRAPH, PARENTS, LEAF, KIDS] = [130, 131, 132, 133, 134, 135]
const element = (entries: Readonly<Record<string, PdfValue>>) =>
  dictionary({ Type: name('StructElem'), ...entries })
const appearance = {
  page: 1,
  rect: { x: 9, y: 9, width: 80, height: 30 },
  content: latin1('0 0 m'),
  fonts: [],
}
const options = {
  custodian,
  baseline: { level: 'B-B' },
  fields: { signingTime: new Date('2026-03-14T02:26:53Z') },
} as const
const sign = (pdf: Uint8Array, more: Partial<SignOptions> = {}) =>
  signedBytes(pdf, { ...options, appearance, ...more })

interface Tree {
  readonly root?: Readonly<Record<string, PdfValue>>
  readonly document?: Readonly<Record<string, PdfValue>>
  readonly parents?: Readonly<Record<string, PdfValue>>
  readonly catalog?: Readonly<Record<string, PdfValue>>
  readonly shape?: PdfShape
}

function tagged({
  root = {},
  document = {},
  parents = { Nums: [0, [ref(PARAGRAPH)]] },
  catalog = {},
  shape = {},
}: Tree = {}): Uint8Array {
  return buildPdf({
    ...shape,
    catalogEntries: { StructTreeRoot: ref(ROOT), MarkInfo: dictionary({ Marked: true }), ...catalog },
    objects: new Map<number, PdfValue>([
      [
        ROOT,
        dictionary({
          Type: name('StructTreeRoot'),
          K: ref(DOCUMENT),
          ParentTree: ref(PARENTS),
          ParentTreeNextKey: 1,
          ...root,
        }),
      ],
      [DOCUMENT, element({ S: name('Document'), P: ref(ROOT), K: [ref(PARAGRAPH)], ...document })],
      [PARAGRAPH, element({ S: name('P'), P: ref(DOCUMENT), Pg: ref(10), K: 0 })],
      [PARENTS, dictionary(parents)],
      [LEAF, dictionary({ Limits: [0, 7], Nums: [0, [ref(PARAGRAPH)], 7, ref(PARAGRAPH)] })],
      [KIDS, [ref(PARAGRAPH)]],
    ]),
  })
}

const text = (value: PdfValue | undefined) =>
  new TextDecoder('latin1').decode(serialize(value ?? null)).replaceAll('\n', '')

function dictionaryIn(document: PdfDocument, value: PdfValue | undefined): PdfDictionary {
  const found = document.resolve(value)
  if (!isDictionary(found)) throw new TypeError('expected a dictionary')
  return found
}

/** The signature's widget: the newest annotation of the page. */
function widgetOf(document: PdfDocument): { readonly widget: PdfDictionary; readonly reference: PdfValue } {
  const annotations = document.resolve(dictionaryIn(document, ref(10)).entries.get('Annots'))
  const reference = isArray(annotations) ? (annotations.at(-1) ?? null) : null
  return { widget: dictionaryIn(document, reference), reference }
}

/** The values in the leaves of the parent tree, by key. */
function parentTree(document: PdfDocument, node: PdfValue | undefined): Map<number, PdfValue> {
  const { entries } = dictionaryIn(document, node)
  const kids = document.resolve(entries.get('Kids'))
  if (isArray(kids)) return new Map(kids.flatMap((kid) => [...parentTree(document, kid)]))
  const numbers = document.resolve(entries.get('Nums'))
  const pairs = isArray(numbers) ? numbers : []
  return new Map(
    pairs.flatMap((key, index) =>
      index % 2 === 0 ? [[Number(key), pairs[index + 1] ?? null] as const] : [],
    ),
  )
}

const trees: readonly (readonly [title: string, tree: Tree, key: number])[] = [
  ['one element below the root', {}, 1],
  ['a list of one element', { root: { K: [ref(DOCUMENT)] } }, 1],
  ['several elements below the root', { root: { K: [ref(DOCUMENT), ref(PARAGRAPH)] } }, 1],
  ['kids in a list of their own', { document: { K: ref(KIDS) } }, 1],
  ['one kid that is no list', { document: { K: ref(PARAGRAPH) } }, 1],
  ['no kids', { document: { K: null } }, 1],
  ['a next key that is too low', { parents: { Nums: [0, [ref(PARAGRAPH)], 5, ref(PARAGRAPH)] } }, 6],
  ['a next key that is higher than need be', { root: { ParentTreeNextKey: 40 } }, 40],
  ['no next key', { root: { ParentTreeNextKey: null } }, 1],
  ['a parent tree of several nodes', { parents: { Kids: [ref(LEAF)] } }, 8],
  ['a parent tree inside the root', { root: { ParentTree: dictionary({ Nums: [0, ref(PARAGRAPH)] }) } }, 1],
  ['no parent tree', { root: { ParentTree: null, ParentTreeNextKey: 0 } }, 0],
  ['object streams', { shape: { xref: 'stream' } }, 1],
]

describe('the first signature of a tagged document', () => {
  it.each(trees)('is tagged: %s', async (_, tree, key) => {
    const before = openPdf(tagged(tree))
    const document = openPdf(await sign(tagged(tree)))
    const { widget, reference } = widgetOf(document)
    expect(widget.entries.get('StructParent')).toBe(key)
    const root = dictionaryIn(document, document.catalog.entries.get('StructTreeRoot'))
    expect(root.entries.get('ParentTreeNextKey')).toBe(key + 1)
    const parents = parentTree(document, root.entries.get('ParentTree'))
    const leaf = parents.get(key)
    const form = dictionaryIn(document, leaf)
    expect(text(form.entries.get('S'))).toBe('/Form')
    expect(text(form.entries.get('K'))).toBe(`<</Type /OBJR/Obj ${text(reference)}/Pg 10 0 R>>`)
    // The element is the last kid of its parent, and everything else is as it was.
    const kids = document.resolve(dictionaryIn(document, form.entries.get('P')).entries.get('K'))
    expect(isArray(kids) && text(kids.at(-1))).toBe(text(leaf))
    const earlierRoot = dictionaryIn(before, ref(ROOT)).entries.get('ParentTree')
    if (before.resolve(earlierRoot) === null) return
    for (const [earlier, value] of parentTree(before, earlierRoot)) {
      expect(text(parents.get(earlier))).toBe(text(value))
    }
  })

  it.each<[string, Tree]>([
    ['that leads in a circle', { parents: { Kids: [ref(PARENTS)] } }],
    ['whose keys are no pairs', { parents: { Nums: [0] } }],
    [
      'whose first node has a key above those of the last one',
      {
        parents: {
          Kids: [dictionary({ Nums: [9, ref(PARAGRAPH)] }), dictionary({ Nums: [0, ref(PARAGRAPH)] })],
        },
      },
    ],
    ['whose keys are out of order', { parents: { Nums: [9, ref(PARAGRAPH), 0, ref(PARAGRAPH)] } }],
    ['whose keys are used up', { root: { ParentTreeNextKey: 2 ** 31 - 1 } }],
    ['whose root is no object', { catalog: { StructTreeRoot: dictionary({}) } }],
    ['whose root is the catalog', { catalog: { StructTreeRoot: ref(1) } }],
    ['whose root is the page', { catalog: { StructTreeRoot: ref(10) } }],
    ['whose top element is the page', { root: { K: ref(10) }, shape: { pageEntries: { S: name('P') } } }],
    ['whose parent tree is an element', { root: { ParentTree: ref(DOCUMENT) } }],
    ['whose parent tree is the page', { root: { ParentTree: ref(10) } }],
    ['whose parent tree is its root', { root: { ParentTree: ref(ROOT) } }],
    ['of one list for two purposes', { document: { K: ref(KIDS) }, parents: { Kids: ref(KIDS) } }],
  ])('is not tagged in a tree %s, but signed with a warning', async (_, tree) => {
    const { update, original, warnings } = await signPdf(tagged(tree), { ...options, appearance })
    const signed = openPdf(concatenated([original, update]))
    expect(widgetOf(signed).widget.entries.has('StructParent')).toBe(false)
    expect(warnings).toEqual([expect.stringMatching(/^UNTAGGED: /)])
  })

  it.each<[string, Uint8Array, Partial<SignOptions>]>([
    ['when it is invisible', tagged(), {}],
    ['when the document is not tagged', buildPdf(), { appearance }],
    ['when the document says it is not', tagged({ catalog: { MarkInfo: null } }), { appearance }],
  ])('is not tagged %s, without a word', async (_, pdf, more) => {
    const { update, original, warnings } = await signPdf(pdf, { ...options, ...more })
    const { widget } = widgetOf(openPdf(concatenated([original, update])))
    expect(widget.entries.has('StructParent')).toBe(false)
    expect(warnings).toEqual([])
  })

  it.each<[string, PdfShape, string]>([
    ['a page without one', {}, '/S'],
    ['a page whose annotations are a list of their own', { annotations: 'indirect' }, '/S'],
    ['a page that has another', { pageEntries: { Tabs: name('R') } }, '/R'],
  ])('has the tab order of the structure: %s', async (_, shape, order) => {
    const document = openPdf(await sign(tagged({ shape })))
    expect(text(dictionaryIn(document, ref(10)).entries.get('Tabs'))).toBe(order)
  })

  it('is the only one that is: beside it, another would look like tampering', async () => {
    const once = await sign(tagged())
    const twice = openPdf(await sign(once))
    expect(widgetOf(twice).widget.entries.has('StructParent')).toBe(false)
    expect(twice.entry(ROOT)).toEqual(openPdf(once).entry(ROOT))
  })

  it('is called to people what it is, or as told', async () => {
    const named = {
      fields: { signingTime: new Date('2026-03-14T02:26:53Z'), tooltip: 'Persetujuan kepala dinas' },
    }
    const told = async (more: Partial<SignOptions>) =>
      text(widgetOf(openPdf(await sign(tagged(), more))).widget.entries.get('TU'))
    expect(await told({})).toBe('(Tanda tangan elektronik)')
    expect(await told(named)).toBe('(Persetujuan kepala dinas)')
  })
})
