// The structure tree of a tagged document: an added signature field may enter it, and nothing else
// may change what is read aloud.

import { dictionary, name, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import { detachedSignature, fillSignature, signedSample, unfilledSignature } from '@tapis/testing/pdf'
import { custodianOf } from '@tapis/testing/pki'
import type { Attack, Family } from './attack.ts'
import {
  changed,
  formOf,
  N,
  type Objects,
  type Paper,
  unsignedPaper,
  update,
  widget,
  withAnnotation,
  withForm,
} from './paper.ts'

const ROOT = 130
const DOCUMENT = 131
const PARAGRAPH = 132
const PARENTS = 133
const ELEMENT = 910
const VALUE = 911

/** Signed, with a tree of one paragraph. */
async function tagged({ city }: Paper): Promise<Uint8Array> {
  const pdf = unsignedPaper('table', {
    catalog: { StructTreeRoot: ref(ROOT), MarkInfo: dictionary({ Marked: true }) },
    page: { StructParents: 0, Tabs: name('S') },
    objects: [
      [
        ROOT,
        dictionary({
          Type: name('StructTreeRoot'),
          K: [ref(DOCUMENT)],
          ParentTree: ref(PARENTS),
          ParentTreeNextKey: 1,
        }),
      ],
      [DOCUMENT, element({ S: name('Document'), P: ref(ROOT), K: [ref(PARAGRAPH)] })],
      [PARAGRAPH, element({ S: name('P'), P: ref(DOCUMENT), Pg: ref(N.page), K: [0] })],
      [PARENTS, dictionary({ Nums: [0, [ref(PARAGRAPH)]] })],
    ],
  })
  return await signedSample(city, { pdf })
}

function element(entries: Readonly<Record<string, PdfValue>>) {
  return dictionary({ Type: name('StructElem'), ...entries })
}

const form = (entries: Readonly<Record<string, PdfValue>> = {}): PdfValue =>
  element({
    S: name('Form'),
    P: ref(DOCUMENT),
    Pg: ref(N.page),
    K: dictionary({ Type: name('OBJR'), Obj: ref(N.free), Pg: ref(N.page) }),
    ...entries,
  })

interface Tagging {
  readonly element?: PdfValue
  readonly kids?: readonly PdfValue[]
  readonly parents?: readonly PdfValue[]
  readonly nextKey?: number
  readonly more?: Objects
}

/** Signs once more, in a new field without a place that enters the tree in some way. */
const signedInto =
  (tagging: Tagging) =>
  async (paper: Paper): Promise<Uint8Array> => {
    const pdf = await tagged(paper)
    const field = {
      FT: name('Sig'),
      T: textString('Kedua'),
      Rect: [0, 0, 0, 0],
      StructParent: 1,
      V: ref(VALUE),
    }
    const prepared = update(pdf, [
      [N.free, dictionary({ ...widget, ...field })],
      [VALUE, unfilledSignature()],
      withForm(pdf, { Fields: [...formOf(pdf).fields, ref(N.free)] }),
      withAnnotation(pdf, N.free),
      [ELEMENT, tagging.element ?? form()],
      changed(pdf, DOCUMENT, { K: tagging.kids ?? [ref(PARAGRAPH), ref(ELEMENT)] }),
      [PARENTS, dictionary({ Nums: tagging.parents ?? [0, [ref(PARAGRAPH)], 1, ref(ELEMENT)] })],
      changed(pdf, ROOT, { ParentTreeNextKey: tagging.nextKey ?? 2 }),
      ...(tagging.more ?? []),
    ])
    const { city } = paper
    return await fillSignature(prepared, VALUE, (covered) =>
      detachedSignature(custodianOf(city.signer, city.authority), covered),
    )
  }

const attacks: readonly Attack[] = [
  {
    title: 'a paragraph with other words to be read aloud',
    code: 'STRUCT_TREE_MODIFIED',
    make: async (paper) => {
      const pdf = await tagged(paper)
      return update(pdf, [changed(pdf, PARAGRAPH, { ActualText: textString('Lain') })])
    },
  },
  {
    title: 'a field that enters the tree, and a paragraph with other words',
    code: 'STRUCT_TREE_ELEMENT_MODIFIED',
    make: signedInto({
      more: [
        [
          PARAGRAPH,
          element({
            S: name('P'),
            P: ref(DOCUMENT),
            Pg: ref(N.page),
            K: [0],
            ActualText: textString('Lain'),
          }),
        ],
      ],
    }),
  },
  {
    title: 'a field that takes the place of a paragraph',
    code: 'STRUCT_TREE_ELEMENT_MODIFIED',
    make: signedInto({ kids: [ref(ELEMENT)] }),
  },
  {
    title: 'a field that enters the tree as a paragraph',
    code: 'STRUCT_TREE_MODIFIED',
    make: signedInto({ element: form({ S: name('P') }) }),
  },
  {
    title: 'a field whose element has words of its own',
    code: 'STRUCT_TREE_MODIFIED',
    make: signedInto({ element: form({ ActualText: textString('Lain') }) }),
  },
  {
    title: 'a field whose element has more kids',
    code: 'STRUCT_TREE_MODIFIED',
    make: signedInto({
      element: form({ K: [dictionary({ Type: name('OBJR'), Obj: ref(N.free) }), ref(PARAGRAPH)] }),
    }),
  },
  {
    title: 'a field whose element is of another object',
    code: 'STRUCT_TREE_MODIFIED',
    make: signedInto({ element: form({ K: dictionary({ Type: name('OBJR'), Obj: ref(N.textField) }) }) }),
  },
  {
    title: 'another parent for what the page shows',
    code: 'STRUCT_TREE_MODIFIED',
    make: signedInto({ parents: [0, [ref(DOCUMENT)], 1, ref(ELEMENT)] }),
  },
  {
    title: 'a parent tree that lost what it had',
    code: 'STRUCT_TREE_MODIFIED',
    make: signedInto({ parents: [1, ref(ELEMENT)] }),
  },
  {
    title: 'a next key that was lowered',
    code: 'STRUCT_TREE_MODIFIED',
    make: signedInto({ nextKey: 0 }),
  },
  {
    title: 'roles that mean something else',
    code: 'STRUCT_TREE_MODIFIED',
    make: async (paper) => {
      const pdf = await tagged(paper)
      return update(pdf, [changed(pdf, ROOT, { RoleMap: dictionary({ P: name('Artifact') }) })])
    },
  },
]

export const structureTree: Family = {
  name: 'the structure tree',
  attacks,
  twins: [
    {
      title: 'a signature field that enters the tree',
      modification: 'FORM_FILLING',
      code: 'STRUCT_TREE_ELEMENT_ADDED',
      make: signedInto({}),
    },
    {
      title: 'a signature field that enters the tree by a list of one',
      modification: 'FORM_FILLING',
      code: 'STRUCT_TREE_ELEMENT_ADDED',
      make: signedInto({ element: form({ K: [dictionary({ Type: name('OBJR'), Obj: ref(N.free) })] }) }),
    },
    { title: 'a tagged file as it was signed', modification: 'NONE', make: tagged },
  ],
}
