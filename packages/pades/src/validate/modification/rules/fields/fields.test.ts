// What a later revision may do to form fields.
import { withEntries } from '@tapis/testing/pdf'
import { describe } from 'vitest'
import { dictionary, name, ref } from '../../../../pdf/objects.ts'
import {
  annotations,
  changed,
  fields,
  newField,
  original,
  signatureValue,
  stream,
  testRevisions,
  text,
  timestampValue,
  widget,
} from '../../testing/later-revision.ts'

const onPage = annotations(101, 102, 103, 107, 900)

describe('the rule for fields', () => {
  testRevisions([
    {
      title: 'a field that was set read-only',
      objects: [changed(101, { Ff: 1 })],
      level: 'FORM_FILLING',
      code: 'FIELD_MODIFIED',
    },
    {
      title: 'a field with another flag',
      objects: [changed(101, { Ff: 1 << 13 })],
      level: 'UNDEFINED',
      code: 'FIELD_MODIFIED',
    },
    {
      title: 'a rectangle that was rounded',
      objects: [changed(101, { Rect: [0, 0, 50.0005, 10] })],
      level: 'LTA_UPDATES',
      code: 'REVISION_ADDED',
    },
    {
      title: 'a field that was moved',
      objects: [changed(101, { Rect: [9, 9, 90, 90] })],
      level: 'UNDEFINED',
      code: 'FIELD_MODIFIED',
    },
    { title: 'a removed field', objects: [fields(102, 103)], level: 'UNDEFINED', code: 'FIELD_REMOVED' },
  ])
})

describe('the rule for filling in', () => {
  testRevisions([
    {
      title: 'a filled field',
      objects: [
        changed(101, { V: text('Budi'), AP: dictionary({ N: ref(902) }) }),
        [902, stream('(Budi) Tj', { BBox: [0, 0, 50, 10] })],
      ],
      level: 'FORM_FILLING',
      code: 'FIELD_MODIFIED',
    },
    {
      title: 'a new appearance in the old object, the value being as it was',
      objects: [[106, stream('(Budi) Tj')]],
      level: 'UNDEFINED',
      code: 'FIELD_MODIFIED',
    },
    {
      title: 'a changed font that an appearance uses',
      objects: [[105, withEntries(original(105), { BaseFont: name('Wingdings') })]],
      level: 'UNDEFINED',
      code: 'FIELD_MODIFIED',
    },
    {
      title: 'a locked field that was filled in',
      objects: [changed(101, { V: text('Budi') })],
      isLocked: (field) => field === 'Nama',
      level: 'UNDEFINED',
      code: 'LOCKED_FIELD_MODIFIED',
    },
    {
      title: 'a filled field that another lock does not name',
      objects: [changed(101, { V: text('Budi') })],
      isLocked: (field) => field === 'Lain',
      level: 'FORM_FILLING',
      code: 'FIELD_MODIFIED',
    },
  ])
})

describe('the rule for signing a field that was there', () => {
  testRevisions([
    {
      title: 'a visible signature in the empty field, no intact signature being known,',
      objects: [
        changed(102, { V: ref(901), AP: dictionary({ N: ref(902) }) }),
        [901, signatureValue],
        [902, stream('q Q')],
      ],
      level: 'UNDEFINED',
      code: 'SIGNATURE_UNACCOUNTED',
    },
    {
      title: 'an empty signature field that was moved as it was signed',
      objects: [changed(102, { V: ref(901), Rect: [0, 0, 300, 400] }), [901, signatureValue]],
      level: 'UNDEFINED',
      code: 'FIELD_MODIFIED',
    },
    {
      title: 'a locked signature field that was signed',
      objects: [changed(102, { V: ref(901) }), [901, signatureValue]],
      isLocked: (field) => field === 'Kosong',
      level: 'UNDEFINED',
      code: 'LOCKED_FIELD_MODIFIED',
    },
    {
      title: 'a hidden signature field of a certified document that is shown',
      prepared: [changed(102, { F: 2 })],
      objects: [changed(102, { F: 4, V: ref(901) }), [901, signatureValue]],
      certified: true,
      level: 'UNDEFINED',
      code: 'FIELD_ADDED',
    },
    {
      title: 'an appearance for an empty signature field',
      objects: [changed(102, { AP: dictionary({ N: ref(106) }) })],
      level: 'UNDEFINED',
      code: 'FIELD_MODIFIED',
    },
    {
      title: 'a changed signature',
      objects: [[104, withEntries(original(104), { Reason: text('Lain') })]],
      level: 'UNDEFINED',
      code: 'SIGNATURE_MODIFIED',
    },
    {
      title: 'an appearance for a signed field',
      objects: [changed(103, { AP: dictionary({ N: ref(106) }) })],
      level: 'UNDEFINED',
      code: 'FIELD_MODIFIED',
    },
    {
      title: 'a signature that was taken out',
      objects: [changed(103, { V: undefined })],
      level: 'UNDEFINED',
      code: 'SIGNATURE_MODIFIED',
    },
  ])
})

describe('the rule for added fields', () => {
  testRevisions([
    {
      title: 'a document timestamp',
      objects: [fields(101, 102, 103, 900), onPage, [900, newField({ V: ref(901) })], [901, timestampValue]],
      level: 'LTA_UPDATES',
      code: 'TIMESTAMP_ADDED',
    },
    {
      title: 'a visible document timestamp, no intact one being known,',
      objects: [
        fields(101, 102, 103, 900),
        [900, newField({ V: ref(901), Rect: [0, 0, 9, 9] })],
        [901, timestampValue],
      ],
      level: 'UNDEFINED',
      code: 'SIGNATURE_UNACCOUNTED',
    },
    {
      title: 'a signature in a new field',
      objects: [fields(101, 102, 103, 900), onPage, [900, newField({ V: ref(901) })], [901, signatureValue]],
      level: 'FORM_FILLING',
      code: 'SIGNATURE_ADDED',
    },
    {
      title: 'a visible signature field on a certified document',
      objects: [
        fields(101, 102, 103, 900),
        [900, newField({ V: ref(901), Rect: [0, 0, 9, 9] })],
        [901, signatureValue],
      ],
      certified: true,
      level: 'UNDEFINED',
      code: 'FIELD_ADDED',
    },
    {
      title: 'an empty signature field without appearance',
      objects: [fields(101, 102, 103, 900), [900, newField({})]],
      level: 'FORM_FILLING',
      code: 'SIGNATURE_FIELD_ADDED',
    },
    {
      title: 'an empty signature field with a box on the page',
      objects: [fields(101, 102, 103, 900), [900, newField({ Rect: [0, 0, 300, 400] })]],
      level: 'UNDEFINED',
      code: 'FIELD_ADDED',
    },
    {
      title: 'a signature field that has an appearance and no signature',
      objects: [fields(101, 102, 103, 900), [900, newField({ AP: dictionary({ N: ref(106) }) })]],
      level: 'UNDEFINED',
      code: 'FIELD_ADDED',
    },
    {
      title: 'a new text field',
      objects: [
        fields(101, 102, 103, 900),
        [900, dictionary({ ...widget, FT: name('Tx'), T: text('Baru') })],
      ],
      level: 'UNDEFINED',
      code: 'FIELD_ADDED',
    },
    {
      title: 'a new text widget on the page alone',
      objects: [onPage, [900, dictionary({ ...widget, FT: name('Tx'), T: text('Baru') })]],
      level: 'UNDEFINED',
      code: 'FIELD_ADDED',
    },
  ])
})
