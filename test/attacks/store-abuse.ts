// The security store, the metadata and the other entries of the catalog that may change after any
// signature, used to bring in content.

import { dictionary, name, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import { present } from '@tapis/pki'
import type { Attack, Family, Twin } from './attack.ts'
import { changed, N, overlay, type Paper, stream, update } from './paper.ts'

const STORE = 901
const DATA = 902

const stored =
  (store: PdfValue, data: PdfValue = stream('0123')) =>
  ({ signed }: Paper): Uint8Array =>
    update(signed, [changed(signed, N.catalog, { DSS: ref(STORE) }), [STORE, store], [DATA, data]])

const abuse = (title: string, store: PdfValue, data?: PdfValue): Attack => ({
  title,
  code: 'DSS_MODIFIED',
  reason: 'something else than validation data',
  make: stored(store, data),
})

const entry = (title: string, key: string, value: PdfValue, code: Attack['code']): Attack => ({
  title,
  ...present({ code }),
  make: ({ signed }) => update(signed, [changed(signed, N.catalog, { [key]: value }), [DATA, overlay]]),
})

const attacks: readonly Attack[] = [
  abuse('a store with an entry of its own', dictionary({ Certs: [ref(DATA)], Resources: ref(DATA) })),
  abuse('a store of pictures', dictionary({ Certs: [ref(DATA)] }), overlay),
  abuse('a store of dictionaries', dictionary({ Certs: [dictionary({ S: name('JavaScript') })] })),
  abuse(
    'a store whose data is elsewhere',
    dictionary({ CRLs: [ref(DATA)] }),
    stream('', { F: textString('//lain') }),
  ),
  abuse(
    'a store that is an action',
    dictionary({ Type: name('Action'), S: name('JavaScript'), JS: ref(DATA) }),
  ),
  abuse('a store that is a list', [ref(DATA)]),
  abuse(
    'related data with an entry of its own',
    dictionary({ VRI: dictionary({ ABCD: dictionary({ Cert: [ref(DATA)], A: ref(DATA) }) }) }),
  ),
  abuse('related data that is a stream', dictionary({ VRI: dictionary({ ABCD: ref(DATA) }) })),
  entry('metadata that is a picture', 'Metadata', ref(DATA), 'METADATA_MODIFIED'),
  entry(
    'extensions that hold a stream',
    'Extensions',
    dictionary({ ESIC: ref(DATA) }),
    'EXTENSIONS_MODIFIED',
  ),
  entry(
    'a version that is an action',
    'Version',
    dictionary({ S: name('JavaScript') }),
    'EXTENSIONS_MODIFIED',
  ),
  entry(
    'optional content that is switched',
    'OCProperties',
    dictionary({ OCGs: [], D: dictionary({}) }),
    'CATALOG_ENTRY_MODIFIED',
  ),
  entry('another language', 'Lang', textString('en'), 'CATALOG_ENTRY_MODIFIED'),
  entry(
    'other page labels',
    'PageLabels',
    dictionary({ Nums: [0, dictionary({ S: name('r') })] }),
    'CATALOG_ENTRY_MODIFIED',
  ),
  entry(
    'viewer preferences',
    'ViewerPreferences',
    dictionary({ HideToolbar: true }),
    'CATALOG_ENTRY_MODIFIED',
  ),
  entry('outlines', 'Outlines', dictionary({ Count: 1 }), 'CATALOG_ENTRY_MODIFIED'),
  entry(
    'attached files',
    'Names',
    dictionary({ EmbeddedFiles: dictionary({ Names: [] }) }),
    'CATALOG_ENTRY_MODIFIED',
  ),
  entry('a collection', 'Collection', dictionary({ Type: name('Collection') }), 'CATALOG_ENTRY_MODIFIED'),
  entry('a private entry', 'PieceInfo', dictionary({ X: dictionary({}) }), 'CATALOG_ENTRY_MODIFIED'),
  entry(
    'a structure tree',
    'StructTreeRoot',
    dictionary({ Type: name('StructTreeRoot') }),
    'STRUCT_TREE_MODIFIED',
  ),
  {
    title: 'other fonts for the form',
    code: 'FIELD_MODIFIED',
    make: ({ signed }) => update(signed, [changed(signed, N.font, { BaseFont: name('Wingdings') })]),
  },
  {
    title: 'a form that takes its fonts from elsewhere',
    code: 'ACROFORM_ENTRY_MODIFIED',
    make: ({ signed }) =>
      update(signed, [
        changed(signed, N.form, { DR: dictionary({ Font: dictionary({ F1: ref(DATA) }) }) }),
        [DATA, dictionary({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Wingdings') })],
      ]),
  },
  {
    title: 'a certification that is taken out of the permissions',
    code: 'PERMISSIONS_MODIFIED',
    make: ({ certified }) => update(certified[2], [changed(certified[2], N.catalog, { Perms: undefined })]),
  },
]

const allowed = (title: string, make: Twin['make'], code: Twin['code']): Twin => ({
  title,
  modification: 'LTA_UPDATES',
  ...present({ code }),
  make,
})

const everything = dictionary({
  Type: name('DSS'),
  Certs: [ref(DATA)],
  OCSPs: [ref(DATA)],
  CRLs: [ref(DATA)],
  VRI: dictionary({
    Type: name('VRI'),
    ABCD: dictionary({
      Cert: [ref(DATA)],
      CRL: [ref(DATA)],
      OCSP: [ref(DATA)],
      TU: textString('D:2026'),
      TS: ref(DATA),
    }),
  }),
})

export const storeAbuse: Family = {
  name: 'content in what may change',
  attacks,
  twins: [
    allowed('a store with everything that belongs there', stored(everything), 'DSS_MODIFIED'),
    allowed(
      'the same on a file that allows no changes',
      ({ certified: { 1: pdf } }) =>
        update(pdf, [
          changed(pdf, N.catalog, { DSS: ref(STORE) }),
          [STORE, everything],
          [DATA, stream('0123')],
        ]),
      'DSS_MODIFIED',
    ),
    allowed(
      'a store that is renewed',
      (paper) => {
        const once = stored(everything)(paper)
        return update(once, [
          [STORE, dictionary({ Certs: [ref(DATA), ref(903)] })],
          [903, stream('4567')],
        ])
      },
      'DSS_MODIFIED',
    ),
    allowed(
      'metadata',
      ({ signed }) =>
        update(signed, [
          changed(signed, N.catalog, { Metadata: ref(DATA) }),
          [DATA, stream('<x/>', { Type: name('Metadata'), Subtype: name('XML') })],
        ]),
      'METADATA_MODIFIED',
    ),
    allowed(
      'developer extensions',
      ({ signed }) =>
        update(signed, [
          changed(signed, N.catalog, {
            Extensions: dictionary({ ESIC: dictionary({ BaseVersion: name('1.7'), ExtensionLevel: 2 }) }),
          }),
        ]),
      'EXTENSIONS_MODIFIED',
    ),
  ],
}
