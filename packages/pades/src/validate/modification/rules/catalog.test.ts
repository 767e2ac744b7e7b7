// What a later revision may do to the catalog.
import { describe } from 'vitest'
import { dictionary, name, ref } from '../../../pdf/objects.ts'
import { changed, stream, testRevisions } from '../testing/later-revision.ts'

describe('the rule for the catalog', () => {
  testRevisions([
    {
      title: 'an open action',
      objects: [changed(1, { OpenAction: dictionary({ S: name('JavaScript') }) })],
      level: 'UNDEFINED',
      code: 'CATALOG_ENTRY_MODIFIED',
    },
    {
      title: 'other names',
      objects: [changed(1, { Names: dictionary({ EmbeddedFiles: dictionary({}) }) })],
      level: 'UNDEFINED',
      code: 'CATALOG_ENTRY_MODIFIED',
    },
    {
      title: 'optional content',
      objects: [changed(1, { OCProperties: dictionary({}) })],
      level: 'UNDEFINED',
      code: 'CATALOG_ENTRY_MODIFIED',
    },
  ])
})

describe('the rule for developer extensions', () => {
  testRevisions([
    {
      title: 'a stated extension',
      objects: [changed(1, { Extensions: dictionary({ ESIC: dictionary({}) }) })],
      level: 'LTA_UPDATES',
      code: 'EXTENSIONS_MODIFIED',
    },
    {
      title: 'an extension that holds a stream',
      objects: [changed(1, { Extensions: dictionary({ ESIC: ref(900) }) }), [900, stream('1 0 0 rg')]],
      level: 'UNDEFINED',
      code: 'EXTENSIONS_MODIFIED',
    },
  ])
})

describe('the rule for the version', () => {
  testRevisions([
    {
      title: 'a raised version',
      objects: [changed(1, { Version: name('2.0') })],
      level: 'LTA_UPDATES',
      code: 'EXTENSIONS_MODIFIED',
    },
    {
      title: 'a version that is no name',
      objects: [changed(1, { Version: dictionary({}) })],
      level: 'UNDEFINED',
      code: 'EXTENSIONS_MODIFIED',
    },
  ])
})

describe('the rule for metadata', () => {
  testRevisions([
    {
      title: 'XMP metadata',
      objects: [changed(1, { Metadata: ref(900) }), [900, stream('<x/>')]],
      level: 'LTA_UPDATES',
      code: 'METADATA_MODIFIED',
    },
    {
      title: 'metadata that are a picture',
      objects: [changed(1, { Metadata: ref(900) }), [900, stream('q Q', { Type: name('XObject') })]],
      level: 'UNDEFINED',
      code: 'METADATA_MODIFIED',
    },
  ])
})

describe('the rule for permissions', () => {
  testRevisions([
    {
      title: 'a late certification',
      objects: [changed(1, { Perms: dictionary({ DocMDP: ref(104) }) })],
      level: 'UNDEFINED',
      code: 'NOT_ALLOWED_CERTIFICATION_SIGNATURE',
    },
    {
      title: 'late usage rights',
      objects: [changed(1, { Perms: dictionary({ UR3: ref(104) }) })],
      level: 'UNDEFINED',
      code: 'PERMISSIONS_MODIFIED',
    },
  ])
})
