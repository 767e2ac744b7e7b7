// Encrypted files (ISO 32000-2 §7.6), signed by us: what an update does to them counts as in any
// other file, and to their encryption too.

import { dictionary, isDictionary, name, openPdf, ref } from '@tapis/pades/pdf'
import { encryptedSamples, signedBytes, signingTime, withEntries } from '@tapis/testing/pdf'
import { custodianOf } from '@tapis/testing/pki'
import { type Attack, type Family, FIRST, type Make } from './attack.ts'
import { N, type Objects, type Paper, stream, update } from './paper.ts'

const PAGES = 4
const PAGE = 5
const CONTENT = 6
const ENCRYPTION = 7

function sampleOf(title: string) {
  const found = encryptedSamples.find((sample) => sample.title === title)
  if (found === undefined) throw new TypeError(`there is no sample ${title}`)
  return found
}

const sample = sampleOf('AES of 128 bits')
const password = sample.userPassword

async function signed({ city }: Paper, pdf = sample.pdf, own = password): Promise<Uint8Array> {
  return await signedBytes(pdf, {
    custodian: custodianOf(city.signer, city.authority),
    baseline: { level: 'B-B' },
    fields: { signingTime },
    password: own,
  })
}

/** Entries of the trailer by which the file stays encrypted as it is. */
function encryptionOf(pdf: Uint8Array) {
  const { entries } = openPdf(pdf, { password }).trailer
  return { Encrypt: entries.get('Encrypt') ?? null, ID: entries.get('ID') ?? null }
}

const updated =
  (objects: (pdf: Uint8Array) => Objects): Make =>
  async (paper) => {
    const pdf = await signed(paper)
    return update(pdf, objects(pdf), encryptionOf(pdf))
  }

function objectOf(pdf: Uint8Array, number: number) {
  const value = openPdf(pdf, { password }).get(ref(number))
  if (!isDictionary(value)) throw new TypeError(`object ${number} is no dictionary`)
  return value
}

const attacks: readonly Attack[] = [
  {
    title: 'another content stream',
    code: 'PAGE_MODIFIED',
    make: updated(() => [[CONTENT, stream('0123456789abcdef0123456789abcdef0123456789abcdef')]]),
  },
  {
    title: 'a content stream that is freed',
    code: 'PAGE_MODIFIED',
    make: updated(() => [[CONTENT, undefined]]),
  },
  {
    title: 'a page fewer',
    code: 'PAGES_MODIFIED',
    make: updated((pdf) => [[PAGES, withEntries(objectOf(pdf, PAGES), { Kids: [], Count: 0 })]]),
  },
  {
    title: 'other resources',
    code: 'PAGE_MODIFIED',
    make: updated((pdf) => [
      [PAGE, withEntries(objectOf(pdf, PAGE), { Resources: dictionary({ Font: dictionary({}) }) })],
    ]),
  },
  {
    title: 'another encryption dictionary',
    field: FIRST,
    make: updated((pdf) => [[ENCRYPTION, withEntries(objectOf(pdf, ENCRYPTION), { P: -1 })]]),
  },
  {
    title: 'a trailer that says it is not encrypted',
    field: FIRST,
    make: async (paper) => {
      const pdf = await signed(paper)
      return update(pdf, [[N.free, name('Yatim')]])
    },
  },
]

export const encrypted: Family = {
  name: 'encrypted files',
  attacks: attacks.map((attack) => ({ password, ...attack })),
  twins: [
    ...encryptedSamples.map(({ title, pdf, userPassword }) => ({
      title: `a file as it was signed, encrypted with ${title}`,
      modification: 'NONE' as const,
      password: userPassword,
      make: (paper: Paper) => signed(paper, pdf, userPassword),
    })),
    {
      title: 'an object that nothing leads to',
      modification: 'LTA_UPDATES',
      code: 'UNEXPECTED_ENTRY_IN_XREF',
      password,
      make: updated(() => [[N.free, name('Yatim')]]),
    },
    {
      title: 'a second signature',
      modification: 'FORM_FILLING',
      password,
      make: async (paper) => await signed(paper, await signed(paper)),
    },
  ],
}
