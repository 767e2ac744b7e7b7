// What a later revision may do to the form's dictionary.
import { describe } from 'vitest'
import { dictionary, name, ref } from '../../../../pdf/objects.ts'
import { changed, original, stream, testRevisions, text } from '../../testing/later-revision.ts'

describe('the rule for the form', () => {
  testRevisions([
    {
      title: 'an XFA form',
      objects: [changed(100, { XFA: text('x') })],
      level: 'UNDEFINED',
      code: 'ACROFORM_ENTRY_MODIFIED',
    },
    {
      title: 'a form that is no dictionary',
      objects: [changed(1, { AcroForm: name('Bukan') })],
      level: 'UNDEFINED',
      code: 'ACROFORM_ENTRY_MODIFIED',
    },
  ])
})

describe('the rule for the signature flags', () => {
  testRevisions([
    {
      title: 'flags that were set',
      objects: [changed(100, { SigFlags: 3 })],
      level: 'LTA_UPDATES',
      code: 'REVISION_ADDED',
    },
    {
      title: 'flags that were cleared',
      objects: [changed(100, { SigFlags: 0 })],
      level: 'UNDEFINED',
      code: 'ACROFORM_ENTRY_MODIFIED',
    },
  ])
})

describe('the rule for the drawing of fields', () => {
  const drawn = changed(100, { NeedAppearances: true })
  testRevisions([
    {
      title: 'appearances left to the viewer',
      objects: [drawn],
      level: 'UNDEFINED',
      code: 'ACROFORM_ENTRY_MODIFIED',
    },
    {
      title: 'the end of drawing where fields show their values',
      prepared: [drawn],
      objects: [changed(100, { NeedAppearances: undefined })],
      level: 'FORM_FILLING',
      code: 'ACROFORM_ENTRY_MODIFIED',
    },
    {
      title: 'the end of drawing where a field shows something else than its value',
      prepared: [drawn, [106, stream('/F1 9 Tf (Budi) Tj')]],
      objects: [changed(100, { NeedAppearances: undefined })],
      level: 'UNDEFINED',
      code: 'ACROFORM_ENTRY_MODIFIED',
    },
  ])
})

describe('the rule for the default appearance', () => {
  testRevisions([
    {
      title: 'a default appearance that a field without one follows',
      objects: [changed(100, { DA: text('/F1 9 Tf') })],
      level: 'UNDEFINED',
      code: 'ACROFORM_ENTRY_MODIFIED',
    },
    {
      title: 'a default appearance that no field follows',
      prepared: [changed(101, { DA: text('/F1 8 Tf') })],
      objects: [changed(100, { DA: text('/F1 9 Tf') })],
      level: 'LTA_UPDATES',
      code: 'REVISION_ADDED',
    },
  ])
})

describe('the rule for form resources', () => {
  const gained = { DR: dictionary({ Font: dictionary({ F1: ref(105), F9: ref(900) }) }) }
  testRevisions([
    {
      title: 'a font that was added',
      objects: [changed(100, gained), [900, original(105)]],
      level: 'LTA_UPDATES',
      code: 'REVISION_ADDED',
    },
    {
      title: 'an added font that a field names already',
      prepared: [changed(101, { DA: text('/F9 8 Tf') })],
      objects: [changed(100, gained), [900, original(105)]],
      level: 'UNDEFINED',
      code: 'ACROFORM_ENTRY_MODIFIED',
    },
    {
      title: 'a font that was replaced',
      objects: [
        changed(100, { DR: dictionary({ Font: dictionary({ F1: ref(900) }) }) }),
        [900, dictionary({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Wingdings') })],
      ],
      level: 'UNDEFINED',
      code: 'ACROFORM_ENTRY_MODIFIED',
    },
  ])
})
