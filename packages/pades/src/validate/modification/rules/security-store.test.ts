// What a later revision may keep in the document security store.
import { describe } from 'vitest'
import { dictionary, name, ref } from '../../../pdf/objects.ts'
import { changed, stream, testRevisions } from '../testing/later-revision.ts'

describe('the rule for the security store', () => {
  testRevisions([
    {
      title: 'a store of certificates',
      objects: [changed(1, { DSS: ref(900) }), [900, dictionary({ Certs: [ref(901)] })], [901, stream('x')]],
      level: 'LTA_UPDATES',
      code: 'DSS_MODIFIED',
    },
    {
      title: 'a store of what belongs to one signature',
      objects: [
        changed(1, { DSS: dictionary({ VRI: dictionary({ ABCD: dictionary({ CRL: [ref(901)] }) }) }) }),
        [901, stream('x')],
      ],
      level: 'LTA_UPDATES',
      code: 'DSS_MODIFIED',
    },
    {
      title: 'a store that holds a picture',
      objects: [
        changed(1, { DSS: dictionary({ Certs: [ref(901)] }) }),
        [901, stream('q Q', { Type: name('XObject') })],
      ],
      level: 'UNDEFINED',
      code: 'DSS_MODIFIED',
    },
    {
      title: 'a store that holds an action',
      objects: [changed(1, { DSS: dictionary({ Aksi: dictionary({ S: name('JavaScript') }) }) })],
      level: 'UNDEFINED',
      code: 'DSS_MODIFIED',
    },
  ])
})
