import {
  buildPdf,
  encryptedSamples,
  formsOnlySample,
  restrictedSamples,
  sampleContent,
  sampleMetadata,
  sampleTitle,
} from '@tapis/testing/pdf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PdfDocument } from '../document.ts'
import { PdfError } from '../errors.ts'
import { decodeStream } from '../filters/filters.ts'
import {
  byteString,
  dictionary,
  isDictionary,
  isStream,
  isString,
  name,
  type PdfDictionary,
  type PdfValue,
  ref,
} from '../objects.ts'
import { openPdf } from '../open.ts'
import { latin1 } from '../syntax/characters.ts'
import { textOf } from '../syntax/text.ts'
import { IncrementalUpdate } from '../update.ts'

const decoder = new TextDecoder('latin1')
const identifier = new Uint8Array(16).fill(7)

function streamText(document: PdfDocument, value: PdfValue | undefined): string | undefined {
  const stream = document.resolve(value)
  return isStream(stream) ? decoder.decode(decodeStream(stream)) : undefined
}

function contentOf(document: PdfDocument): string | undefined {
  const pages = document.resolve(document.catalog.entries.get('Pages'))
  const kids = isDictionary(pages) ? document.resolve(pages.entries.get('Kids')) : null
  const page = Array.isArray(kids) ? document.resolve(kids[0]) : null
  return isDictionary(page) ? streamText(document, page.entries.get('Contents')) : undefined
}

function titleOf(document: PdfDocument): string | undefined {
  const information = document.resolve(document.trailer.entries.get('Info'))
  const title = isDictionary(information) ? document.resolve(information.entries.get('Title')) : null
  return isString(title) ? textOf(title) : undefined
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof PdfError) return error.code
    throw error
  }
  return undefined
}

const all = [...encryptedSamples, ...restrictedSamples, formsOnlySample]
const withPasswords = all.flatMap((sample) => [
  { ...sample, which: 'user', password: sample.userPassword, asOwner: false },
  { ...sample, which: 'owner', password: sample.ownerPassword, asOwner: true },
])

describe('an encrypted file', () => {
  it.each(withPasswords)('of $title is read with the $which password', ({ pdf, password, asOwner }) => {
    const document = openPdf(pdf, { password })
    expect(document.encrypted).toBe(true)
    expect(document.locked).toBeUndefined()
    expect(titleOf(document)).toBe(sampleTitle)
    expect(contentOf(document)).toBe(sampleContent)
    expect(streamText(document, document.catalog.entries.get('Metadata'))).toBe(sampleMetadata)
    expect(document.permissions?.asOwner).toBe(asOwner)
    expect(document.warnings).toEqual([])
  })

  it.each(encryptedSamples)(
    'of $title is open but locked without a password, or with a wrong one',
    ({ pdf }) => {
      for (const password of [undefined, '', 'salah', 'x'.repeat(300)]) {
        const document = openPdf(pdf, password === undefined ? {} : { password })
        expect(document.locked?.code).toBe('PDF_PASSWORD_NEEDED')
        expect(document.permissions).toBeUndefined()
        expect(document.security).toBeUndefined()
        expect(() => new IncrementalUpdate(document)).toThrow(document.locked)
        expect(codeOf(() => document.catalog)).toBe(
          document.entry(1)?.kind === 'offset' ? undefined : 'PDF_PASSWORD_NEEDED',
        )
      }
    },
  )

  it.each(restrictedSamples)('of $title opens for a user whatever password is given', ({ pdf }) => {
    for (const password of [undefined, '', 'salah']) {
      const document = openPdf(pdf, password === undefined ? {} : { password })
      expect(titleOf(document)).toBe(sampleTitle)
      expect(document.permissions).toEqual({
        asOwner: false,
        modify: false,
        annotate: false,
        fillForms: false,
        createFields: false,
      })
    }
  })

  it('tells filling in from making fields', () => {
    const { permissions } = openPdf(formsOnlySample.pdf)
    expect(permissions).toMatchObject({ asOwner: false, fillForms: true, createFields: false, modify: false })
  })

  it.each(encryptedSamples)(
    'of $title is rebuilt with its password when it is damaged',
    ({ pdf, userPassword }) => {
      const broken = pdf.subarray(0, pdf.length - 20)
      const document = openPdf(broken, { recover: true, password: userPassword })
      expect(document.recovered).toBe(true)
      expect(titleOf(document)).toBe(sampleTitle)
      expect(contentOf(document)).toBe(sampleContent)
    },
  )

  it.each(encryptedSamples)('of $title reads itself the same at every offset', ({ pdf, userPassword }) => {
    const document = openPdf(pdf, { password: userPassword })
    for (const [objectNumber, entry] of document.revisions[0]?.entries ?? []) {
      if (entry.kind !== 'offset') continue
      const found = document.objectAt(entry.offset)
      expect(found.objectNumber).toBe(objectNumber)
      expect(found.value).toEqual(document.get(ref(objectNumber, entry.generation)))
    }
  })

  it('keeps where its strings stand in the file', () => {
    const { pdf, userPassword } = encryptedSamples[4] ?? formsOnlySample
    const document = openPdf(pdf, { password: userPassword })
    const information = document.resolve(document.trailer.entries.get('Info'))
    const title = isDictionary(information) ? information.entries.get('Title') : undefined
    expect(isString(title) && title.span !== undefined && pdf[title.span.start]).toBe(0x3c)
  })
})

describe('an update of an encrypted file', () => {
  const value = dictionary({
    Text: byteString(latin1('rahasia')),
    List: [byteString(latin1('rahasia juga'))],
    Empty: byteString(new Uint8Array()),
  })
  const stream: PdfValue = {
    kind: 'stream',
    dictionary: dictionary({ Kept: byteString(latin1('rahasia')) }),
    bytes: latin1('rahasia sekali'),
  }

  it.each(withPasswords)(
    'of $title, opened as $which, is encrypted like the file',
    ({ pdf, password, userPassword }) => {
      const before = openPdf(pdf, { password })
      const update = new IncrementalUpdate(before)
      const [first, second] = [update.allocate(), update.allocate()]
      update.add(first, value)
      update.add(second, stream)
      update.replace(
        ref(1),
        dictionary({ ...Object.fromEntries(before.catalog.entries), Mark: byteString(latin1('rahasia')) }),
      )
      const written = update.finish(identifier).view()
      expect(decoder.decode(written)).not.toMatch(/rahasia/)
      const whole = new Uint8Array([...pdf, ...written])
      const after = openPdf(whole, { password: userPassword })
      expect(after.get(ref(first))).toMatchObject({
        entries: new Map<string, PdfValue>([
          ['Text', expect.objectContaining({ bytes: latin1('rahasia') })],
          ['List', [expect.objectContaining({ bytes: latin1('rahasia juga') })]],
          ['Empty', expect.objectContaining({ bytes: new Uint8Array() })],
        ]),
      })
      expect(streamText(after, ref(second))).toBe('rahasia sekali')
      expect(titleOf(after)).toBe(sampleTitle)
      const mark = after.catalog.entries.get('Mark')
      expect(isString(mark) && decoder.decode(mark.bytes)).toBe('rahasia')
      expect(after.trailer.entries.get('Encrypt')).toEqual(before.trailer.entries.get('Encrypt'))
      expect(after.identifier).toEqual(before.identifier)
      expect(after.at(0).encryption).toEqual(after.encryption)
    },
  )

  it('repeats no initialisation vector, and is the same when it is made again', () => {
    const { pdf, userPassword } = encryptedSamples[7] ?? formsOnlySample
    const make = (): string => {
      const update = new IncrementalUpdate(openPdf(pdf, { password: userPassword }))
      update.add(update.allocate(), [byteString(latin1('sama')), byteString(latin1('sama'))])
      update.add(update.allocate(), [byteString(latin1('sama'))])
      return decoder.decode(update.finish(identifier).view())
    }
    const vectors = [...make().matchAll(/<([0-9a-f]{32})[0-9a-f]{32}>/g)].map(([, vector]) => vector)
    expect(vectors).toHaveLength(3)
    expect(new Set(vectors).size).toBe(3)
    expect(make()).toBe(make())
  })

  it.each(encryptedSamples)(
    'of $title leaves /Contents of a signature as it is, and encrypts it elsewhere',
    ({ pdf, userPassword }) => {
      const update = new IncrementalUpdate(openPdf(pdf, { password: userPassword }))
      const contents = byteString(latin1('terbuka'), true)
      const signatures = [
        dictionary({ Type: name('Sig'), Contents: contents, Reason: contents }),
        dictionary({ Type: name('DocTimeStamp'), Contents: contents, Reason: contents }),
        dictionary({ ByteRange: [0, 1, 2, 3], Contents: contents, Reason: contents }),
      ]
      const numbers = [...signatures, dictionary({ Type: name('Annot'), Contents: contents })].map((each) => {
        const number = update.allocate()
        update.add(number, each)
        return number
      })
      const written = update.finish(identifier).view()
      const open = [...decoder.decode(written).matchAll(/\/(\w+) <7465726275 ?6b61>/g)].map(([, key]) => key)
      expect(open).toEqual(['Contents', 'Contents', 'Contents'])
      const after = openPdf(new Uint8Array([...pdf, ...written]), { password: userPassword })
      for (const number of numbers) {
        const read = after.get(ref(number))
        const texts = isDictionary(read) ? [...read.entries.values()].filter(isString) : []
        expect(texts.length).toBeGreaterThan(0)
        for (const { bytes } of texts) expect(decoder.decode(bytes)).toBe('terbuka')
      }
    },
  )
})

/**
 * The encryption dictionary of revision 6 that `formsOnlySample` has, changed; and the file that
 * has it, with three streams.
 */
function withEncryption(
  entries: Readonly<Record<string, PdfValue | undefined>>,
  xref: 'table' | 'stream' = 'table',
): Uint8Array {
  const known = openPdf(formsOnlySample.pdf).encryption ?? dictionary({})
  const encryption: PdfDictionary = dictionary({ ...Object.fromEntries(known.entries), ...entries })
  const data = latin1('bytes as they are on disk, of 48 in all, no less.')
  return buildPdf({
    xref,
    trailerEntries: { Encrypt: xref === 'table' ? ref(100) : encryption },
    objects: new Map<number, PdfValue>([
      [100, encryption],
      [101, { kind: 'stream', dictionary: dictionary({ Type: name('EmbeddedFile') }), bytes: data }],
      [102, { kind: 'stream', dictionary: dictionary({ Filter: name('Crypt') }), bytes: data }],
      [
        103,
        {
          kind: 'stream',
          dictionary: dictionary({
            Filter: [name('Crypt')],
            DecodeParms: [dictionary({ Name: name('StdCF') })],
          }),
          bytes: data,
        },
      ],
      [104, { kind: 'stream', dictionary: dictionary({}), bytes: data }],
    ]),
  })
}

describe('crypt filters', () => {
  const data = 'bytes as they are on disk, of 48 in all, no less.'

  it('apply to a stream by its own /Crypt filter before any other', () => {
    const document = openPdf(withEncryption({}))
    expect(document.locked).toBeUndefined()
    expect(streamText(document, ref(102))).toBe(data)
    expect(streamText(document, ref(103))).not.toBe(data)
    expect(streamText(document, ref(104))).not.toBe(data)
    const plain = openPdf(withEncryption({ StmF: name('Identity') }))
    expect(streamText(plain, ref(103))).not.toBe(data)
    expect(streamText(plain, ref(104))).toBe(data)
  })

  it('may encrypt nothing but embedded files, which needs no password for the rest', () => {
    const entries = {
      StmF: undefined,
      StrF: undefined,
      EFF: name('StdCF'),
      U: byteString(new Uint8Array(48)),
    }
    const document = openPdf(withEncryption(entries))
    expect(document.locked).toBeUndefined()
    expect(streamText(document, ref(104))).toBe(data)
    expect(codeOf(() => streamText(document, ref(101)))).toBe('PDF_PASSWORD_NEEDED')
    expect(() =>
      new IncrementalUpdate(document).add(200, dictionary({ T: byteString(latin1('x')) })),
    ).not.toThrow()
    expect(document.permissions?.asOwner).toBe(false)
    const opened = openPdf(withEncryption({ ...entries, U: undefined, ...sampleUser() }))
    expect(streamText(opened, ref(101))).not.toBe(data)
  })
})

function sampleUser(): Readonly<Record<string, PdfValue | undefined>> {
  return { U: openPdf(formsOnlySample.pdf).encryption?.entries.get('U') }
}

describe('encryption that is not known', () => {
  it.each<readonly [string, Readonly<Record<string, PdfValue | undefined>>]>([
    ['another handler', { Filter: name('Adobe.PubSec') }],
    ['no handler', { Filter: undefined }],
    ['version 3', { V: 3 }],
    ['no version', { V: undefined }],
    ['a revision that belongs to another version', { R: 4 }],
    ['revision 7', { R: 7 }],
    ['a crypt filter that is not there', { StmF: name('Other') }],
    ['a crypt filter of another method', { CF: dictionary({ StdCF: dictionary({ CFM: name('AESV4') }) }) }],
    ['a method of another version', { CF: dictionary({ StdCF: dictionary({ CFM: name('V2') }) }) }],
    ['a short /U', { U: byteString(new Uint8Array(20)) }],
    ['no /OE', { OE: undefined }],
    ['permissions that are no number', { P: name('All') }],
  ])('%s locks the file', (_, entries) => {
    for (const xref of ['table', 'stream'] as const) {
      const document = openPdf(withEncryption(entries, xref))
      expect(document.encrypted).toBe(true)
      expect(document.locked?.code).toBe('PDF_ENCRYPTION_UNSUPPORTED')
    }
  })

  it.each<readonly [string, PdfValue]>([
    ['no dictionary', 5],
    ['nothing', ref(999)],
    ['itself', ref(2)],
  ])('as /Encrypt is %s locks the file', (_, value) => {
    const document = openPdf(buildPdf({ trailerEntries: { Encrypt: value } }))
    expect(document.locked?.code).toBe('PDF_ENCRYPTION_UNSUPPORTED')
  })

  it('honours both when /Perms and /P differ, and says so', () => {
    const document = openPdf(withEncryption({ P: -4 }))
    expect(document.warnings.join()).toContain('ENCRYPTION_PERMISSIONS')
    expect(document.permissions).toMatchObject({ modify: false, createFields: false, fillForms: true })
  })
})

describe('hostile encryption', () => {
  const scalar: fc.Arbitrary<PdfValue> = fc.oneof(
    fc.integer({ min: -10, max: 300 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('Standard', 'StdCF', 'Identity', 'V2', 'AESV2', 'AESV3', 'None', '').map(name),
    fc.uint8Array({ maxLength: 130 }).map((bytes) => byteString(bytes, true)),
    fc.nat(110).map((number) => ref(number)),
  )
  const mutation = fc.dictionary(
    fc.constantFrom(
      'Filter',
      'V',
      'R',
      'Length',
      'O',
      'U',
      'OE',
      'UE',
      'P',
      'Perms',
      'CF',
      'StmF',
      'StrF',
      'EFF',
      'EncryptMetadata',
    ),
    fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 3 }),
      fc.constant(dictionary({ StdCF: dictionary({ CFM: name('AESV2') }) })),
    ),
    { maxKeys: 4 },
  )

  it('ends in a document or a PdfError whatever the dictionary says', () => {
    fc.assert(
      fc.property(mutation, fc.option(fc.string(), { nil: undefined }), (entries, password) => {
        const pdf = withEncryption(entries)
        const document = openPdf(pdf, { recover: true, ...(password === undefined ? {} : { password }) })
        for (const number of [3, 10, 101, 102, 103, 104]) {
          codeOf(() => {
            const value = document.get(ref(number))
            if (isStream(value)) decodeStream(value)
          })
        }
        if (document.locked === undefined) {
          const update = new IncrementalUpdate(document)
          codeOf(() => update.add(update.allocate(), [byteString(latin1('x'))]))
        }
      }),
      { numRuns: 150 },
    )
  })

  it('ends in a document or a PdfError when an encrypted file is mutated', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...encryptedSamples),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        ({ pdf, userPassword }, changes) => {
          const bytes = pdf.slice()
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte
          codeOf(() => {
            const document = openPdf(bytes, { recover: true, password: userPassword })
            titleOf(document)
            contentOf(document)
          })
        },
      ),
      { numRuns: 200 },
    )
  })
})
