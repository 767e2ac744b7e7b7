// What a later revision states and nothing leads to.
import { describe } from 'vitest'
import { name } from '../../pdf/objects.ts'
import { original, testRevisions } from './testing/later-revision.ts'

describe('objects that no rule explains', () => {
  testRevisions([
    { title: 'nothing', objects: [], level: 'LTA_UPDATES', code: 'REVISION_ADDED' },
    {
      title: 'an object written again as it was',
      objects: [[105, original(105)]],
      level: 'LTA_UPDATES',
      code: 'REVISION_ADDED',
    },
    {
      title: 'an object that nothing leads to',
      objects: [[900, name('Yatim')]],
      level: 'LTA_UPDATES',
      code: 'UNEXPECTED_ENTRY_IN_XREF',
    },
    {
      title: 'a freed object to which nothing led',
      prepared: [[900, name('Yatim')]],
      objects: [[900, undefined]],
      level: 'LTA_UPDATES',
      code: 'OBJECT_REMOVED',
    },
    {
      title: 'a catalog that nothing leads to',
      objects: [[900, original(1)]],
      level: 'UNDEFINED',
      code: 'UNEXPECTED_ENTRY_IN_XREF',
    },
  ])
})
