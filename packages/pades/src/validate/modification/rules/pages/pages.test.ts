// What a later revision may do to pages and to what lies on them.
import { withEntries } from '@tapis/testing/pdf'
import { describe } from 'vitest'
import { dictionary, name, ref } from '../../../../pdf/objects.ts'
import {
  annotations,
  changed,
  newField,
  original,
  signatureValue,
  stream,
  testRevisions,
} from '../../testing/later-revision.ts'

describe('the rule for page entries', () => {
  testRevisions([
    {
      title: 'a changed content stream',
      objects: [[3, stream('1 0 0 rg')]],
      level: 'UNDEFINED',
      code: 'PAGE_MODIFIED',
    },
    {
      title: 'another content stream',
      objects: [changed(10, { Contents: ref(900) }), [900, stream('1 0 0 rg')]],
      level: 'UNDEFINED',
      code: 'PAGE_MODIFIED',
    },
    {
      title: 'a freed content stream',
      objects: [[3, undefined]],
      level: 'UNDEFINED',
      code: 'PAGE_MODIFIED',
    },
    {
      title: 'other resources',
      objects: [changed(10, { Resources: dictionary({ Font: dictionary({}) }) })],
      level: 'UNDEFINED',
      code: 'PAGE_MODIFIED',
    },
    {
      title: 'another media box, inherited',
      objects: [changed(2, { MediaBox: [0, 0, 10, 10] })],
      level: 'UNDEFINED',
      code: 'PAGE_MODIFIED',
    },
  ])
})

describe('the rule for the order of pages', () => {
  testRevisions([
    {
      title: 'a removed page',
      objects: [changed(2, { Kids: [ref(10)], Count: 1 })],
      level: 'UNDEFINED',
      code: 'PAGES_MODIFIED',
    },
    {
      title: 'an added page',
      objects: [changed(2, { Kids: [ref(10), ref(11), ref(900)], Count: 3 }), [900, original(10)]],
      level: 'UNDEFINED',
      code: 'PAGES_MODIFIED',
    },
    {
      title: 'pages in another order',
      objects: [changed(2, { Kids: [ref(11), ref(10)] })],
      level: 'UNDEFINED',
      code: 'PAGES_MODIFIED',
    },
    {
      title: 'a page in place of another',
      objects: [changed(2, { Kids: [ref(900), ref(11)] }), [900, original(10)]],
      level: 'UNDEFINED',
      code: 'PAGES_MODIFIED',
    },
    {
      title: 'another page tree',
      objects: [
        changed(1, { Pages: ref(900) }),
        [900, withEntries(original(2), { Kids: [ref(10)], Count: 1 })],
      ],
      level: 'UNDEFINED',
      code: 'PAGES_MODIFIED',
    },
    {
      title: 'a page object that cannot be read',
      objects: [[10, name('Bukan')]],
      level: 'UNDEFINED',
      code: 'PAGES_MODIFIED',
    },
  ])
})

describe('the rule for the tab order', () => {
  testRevisions([
    {
      title: 'a tab order where there was none',
      objects: [changed(10, { Tabs: name('S') })],
      level: 'LTA_UPDATES',
      code: 'REVISION_ADDED',
    },
    {
      title: 'another tab order',
      prepared: [changed(10, { Tabs: name('S') })],
      objects: [changed(10, { Tabs: name('R') })],
      level: 'UNDEFINED',
      code: 'TABS_MODIFIED',
    },
  ])
})

describe('the rule for annotations', () => {
  const added = annotations(101, 102, 103, 107, 900)
  const note = { Type: name('Annot'), Subtype: name('Text'), Rect: [200, 200, 210, 210] }
  testRevisions([
    {
      title: 'a new note',
      objects: [added, [900, dictionary(note)]],
      level: 'ANNOTATIONS',
      code: 'ANNOTATION_ADDED',
    },
    {
      title: 'a new stamp',
      objects: [added, [900, dictionary({ ...note, Subtype: name('Stamp') })]],
      level: 'UNDEFINED',
      code: 'ANNOTATION_ADDED',
    },
    {
      title: 'a new note that runs a script',
      objects: [added, [900, dictionary({ ...note, A: dictionary({ S: name('JavaScript') }) })]],
      level: 'UNDEFINED',
      code: 'ANNOTATION_ADDED',
    },
    {
      title: 'a new mark over a field',
      objects: [added, [900, dictionary({ ...note, Subtype: name('Square'), Rect: [0, 0, 50, 10] })]],
      level: 'UNDEFINED',
      code: 'ANNOTATION_ADDED',
    },
    {
      title: 'a stream among the annotations',
      objects: [added, [900, stream('q Q', note)]],
      level: 'UNDEFINED',
      code: 'ANNOTATION_ADDED',
    },
    {
      title: 'a changed link',
      objects: [changed(107, { Rect: [200, 200, 300, 400] })],
      level: 'ANNOTATIONS',
      code: 'ANNOTATION_MODIFIED',
    },
    {
      title: 'a link that became a stamp',
      objects: [changed(107, { Subtype: name('Stamp') })],
      level: 'UNDEFINED',
      code: 'ANNOTATION_MODIFIED',
    },
    {
      title: 'one signature widget that is listed more often than a call has arguments',
      objects: [
        changed(10, {
          Annots: [
            ref(101),
            ref(102),
            ref(103),
            ref(107),
            ...Array.from({ length: 150_000 }, () => ref(900)),
          ],
        }),
        [900, newField({ V: ref(901) })],
        [901, signatureValue],
      ],
      level: 'FORM_FILLING',
      code: 'SIGNATURE_ADDED',
    },
    {
      title: 'a removed link',
      objects: [annotations(101, 102, 103)],
      level: 'ANNOTATIONS',
      code: 'ANNOTATION_REMOVED',
    },
    {
      title: 'a removed widget',
      objects: [annotations(102, 103, 107)],
      level: 'UNDEFINED',
      code: 'ANNOTATION_REMOVED',
    },
  ])
})
