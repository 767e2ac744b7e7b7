// What a later revision may add to the structure tree of a tagged document.
import { describe } from 'vitest'
import { dictionary, name, ref } from '../../../../pdf/objects.ts'
import {
  annotations,
  changed,
  type Entries,
  fields,
  newField,
  type Objects,
  signatureValue,
  testRevisions,
  text,
} from '../../testing/later-revision.ts'

// 200 root of the tree, 201 its one element, 202 parent tree; 900 added field, 902 the element for
// it.
const prepared: Objects = [
  changed(1, { StructTreeRoot: ref(200) }),
  [200, dictionary({ Type: name('StructTreeRoot'), K: [ref(201)], ParentTree: ref(202) })],
  [201, dictionary({ S: name('Document'), P: ref(200), K: [] })],
  [202, dictionary({ Nums: [] })],
]
const addedField: Objects = [
  fields(101, 102, 103, 900),
  annotations(101, 102, 103, 107, 900),
  [900, newField({ V: ref(901), StructParent: 1 })],
  [901, signatureValue],
]
const manyElements = Array.from({ length: 150_000 }, () => dictionary({ S: name('P'), P: ref(201) }))
const element: Entries = {
  S: name('Form'),
  P: ref(201),
  K: dictionary({ Type: name('OBJR'), Obj: ref(900) }),
}
const tagged = (entries: Entries): Objects => [
  ...addedField,
  [201, dictionary({ S: name('Document'), P: ref(200), K: [ref(902)] })],
  [202, dictionary({ Nums: [1, ref(902)] })],
  [902, dictionary({ ...element, ...entries })],
]

describe('the rule for the structure tree', () => {
  testRevisions([
    {
      title: 'the widget of an added signature field that was tagged',
      prepared,
      objects: tagged({}),
      level: 'FORM_FILLING',
      code: 'SIGNATURE_ADDED',
    },
    {
      title: 'a tagged widget with a text in its place',
      prepared,
      objects: tagged({ ActualText: text('Lunas') }),
      level: 'UNDEFINED',
      code: 'STRUCT_TREE_MODIFIED',
    },
    {
      title: 'a tagged widget beside a change of another element',
      prepared,
      objects: [
        ...tagged({}),
        [201, dictionary({ S: name('Document'), P: ref(200), K: [ref(902)], Alt: text('Lunas') })],
      ],
      level: 'UNDEFINED',
      code: 'STRUCT_TREE_ELEMENT_MODIFIED',
    },
    {
      title: 'an element of more kids than a call has arguments',
      prepared: [...prepared, [201, dictionary({ S: name('Document'), P: ref(200), K: manyElements })]],
      objects: [
        ...tagged({}),
        [201, dictionary({ S: name('Document'), P: ref(200), K: [...manyElements, ref(902)] })],
      ],
      level: 'FORM_FILLING',
      code: 'SIGNATURE_ADDED',
    },
    {
      title: 'a changed element',
      prepared,
      objects: [[201, dictionary({ S: name('Document'), P: ref(200), K: [], Alt: text('Lunas') })]],
      level: 'UNDEFINED',
      code: 'STRUCT_TREE_MODIFIED',
    },
  ])
})
