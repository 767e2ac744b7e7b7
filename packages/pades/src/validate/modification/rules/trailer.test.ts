// What a later revision may do to the trailer and the document information.
import { describe } from 'vitest'
import { dictionary, ref } from '../../../pdf/objects.ts'
import { changed, original, testRevisions, text } from '../testing/later-revision.ts'

describe('the rule for the root', () => {
  testRevisions([
    {
      title: 'another catalog',
      objects: [[900, original(1)]],
      trailer: { Root: ref(900) },
      level: 'UNDEFINED',
      code: 'ROOT_CHANGED',
    },
  ])
})

describe('the rule for the trailer', () => {
  testRevisions([
    {
      title: 'a new file identifier',
      objects: [],
      trailer: { ID: [text('satu'), text('dua')] },
      level: 'LTA_UPDATES',
      code: 'REVISION_ADDED',
    },
    {
      title: 'encryption',
      objects: [],
      trailer: { Encrypt: dictionary({}) },
      level: 'UNDEFINED',
      code: 'TRAILER_MODIFIED',
    },
  ])
})

describe('the rule for the document information', () => {
  testRevisions([
    {
      title: 'a new modification date',
      objects: [changed(108, { ModDate: text('D:20260314') })],
      level: 'LTA_UPDATES',
      code: 'INFO_MODIFIED',
    },
    {
      title: 'the same title in UTF-16',
      objects: [changed(108, { Title: text('\xfe\xff\0S\0u\0r\0a\0t') })],
      level: 'LTA_UPDATES',
      code: 'REVISION_ADDED',
    },
    {
      title: 'another title',
      objects: [changed(108, { Title: text('Lain') })],
      level: 'UNDEFINED',
      code: 'INFO_MODIFIED',
    },
  ])
})
