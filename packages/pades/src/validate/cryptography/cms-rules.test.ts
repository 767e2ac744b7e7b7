// Rules on the CMS object: one signed document, its SignedData taken apart and put together
// differently.

import { OID } from '@tapis/pki'
import {
  type Asn1Element,
  derContext,
  derElement,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  explicit,
  readBerPrefix,
  sequence,
} from '@tapis/pki/asn1'
import {
  appendRevision,
  buildPdf,
  detachedSignature,
  fillSignature,
  signedSample,
  unfilledSignature,
  validationTime,
  withEntries,
} from '@tapis/testing/pdf'
import { custodianOf, issue, type TestCity, testCity } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { dictionary, name, type PdfValue, ref, textString } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { validatePdf } from '../index.ts'

let city: TestCity
let signed: Uint8Array
let parts: CmsParts

/** The fields of SignedData, each as DER. */
interface CmsParts {
  readonly version: Uint8Array
  readonly digestAlgorithms: Uint8Array
  readonly encapsulated: Uint8Array
  readonly certificates: Uint8Array
  readonly signerInfos: Uint8Array
}

beforeAll(async () => {
  city = await testCity()
  signed = await signedSample(city)
  const { element } = readBerPrefix(Buffer.from(contents().digits, 'hex'))
  const [, wrapped] = sequence(element)
  const fields = sequence(wrapped === undefined ? undefined : explicit(wrapped)).map(({ bytes }) => bytes)
  const [version, digestAlgorithms, encapsulated, certificates, signerInfos] = fields.map((bytes) =>
    bytes.slice(),
  )
  const none = new Uint8Array()
  parts = {
    version: version ?? none,
    digestAlgorithms: digestAlgorithms ?? none,
    encapsulated: encapsulated ?? none,
    certificates: certificates ?? none,
    signerInfos: signerInfos ?? none,
  }
})

function contents(): { readonly start: number; readonly digits: string } {
  const match = /\/Contents\s*<([0-9A-Fa-f]+)>/.exec(Buffer.from(signed).toString('latin1'))
  const digits = match?.[1] ?? ''
  return { start: (match?.index ?? 0) + (match?.[0].length ?? 0) - 1 - digits.length, digits }
}

/** The document with another SignedData in its /Contents. */
async function reportWith(changed: Partial<CmsParts>, after: readonly Uint8Array[] = []) {
  const { version, digestAlgorithms, encapsulated, certificates, signerInfos } = { ...parts, ...changed }
  const signedData = derSequence(version, digestAlgorithms, encapsulated, certificates, signerInfos, ...after)
  const contentInfo = derSequence(derOid(OID.signedData), derContext(0, signedData))
  const { start, digits } = contents()
  const pdf = signed.slice()
  pdf.set(latin1(Buffer.from(contentInfo).toString('hex').padEnd(digits.length, '0')), start)
  const { signatures } = await validatePdf(pdf, { trustAnchors: [city.root.der], at: validationTime })
  return signatures[0]
}

const inside = (element: Uint8Array): Uint8Array => readBerPrefix(element).element.content
const children = (element: Uint8Array): readonly Asn1Element[] => readBerPrefix(element).element.children

describe('SignedData', () => {
  it('passes when nothing was changed', async () => {
    expect((await reportWith({}))?.conclusion).toEqual({ indication: 'TOTAL-PASSED' })
  })

  const rejected: readonly {
    readonly title: string
    readonly make: () => Partial<CmsParts> | Promise<Partial<CmsParts>>
    readonly subIndication: string
    readonly reason: string
  }[] = [
    {
      title: 'with two SignerInfos',
      // Without its certificates the object still fits into the reservation.
      make: () => ({
        certificates: new Uint8Array(),
        signerInfos: derElement(0x31, inside(parts.signerInfos), inside(parts.signerInfos)),
      }),
      subIndication: 'FORMAT_FAILURE',
      reason: 'exactly one SignerInfo, found 2',
    },
    {
      title: 'without a SignerInfo',
      make: () => ({ signerInfos: derElement(0x31) }),
      subIndication: 'FORMAT_FAILURE',
      reason: 'exactly one SignerInfo, found 0',
    },
    {
      title: 'with a content of its own',
      make: () => ({
        encapsulated: derSequence(derOid(OID.data), derContext(0, derOctetString(latin1('isi')))),
      }),
      subIndication: 'FORMAT_FAILURE',
      reason: 'is not detached',
    },
    {
      title: 'with something else where its content would be',
      make: () => ({ encapsulated: derSequence(derOid(OID.data), derOctetString(latin1('isi'))) }),
      subIndication: 'FORMAT_FAILURE',
      reason: 'expected [0]',
    },
    {
      title: 'over another type of content',
      make: () => ({ encapsulated: derSequence(derOid(OID.tstInfo)) }),
      subIndication: 'FORMAT_FAILURE',
      reason: 'content of type',
    },
    {
      title: 'of a version that does not fit',
      make: () => ({ version: derInteger(3) }),
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
      reason: 'version that does not fit',
    },
    {
      title: 'that does not announce the digest algorithm',
      make: () => ({
        digestAlgorithms: derElement(0x31, derSequence(derOid('2.16.840.1.101.3.4.2.3'), derNull())),
      }),
      subIndication: 'FORMAT_FAILURE',
      reason: 'does not announce',
    },
    {
      title: 'without certificates',
      make: () => ({ certificates: new Uint8Array() }),
      subIndication: 'NO_SIGNING_CERTIFICATE_FOUND',
      reason: 'no certificate at hand',
    },
    {
      title: 'whose signing certificate was exchanged for another one of the same key',
      make: async () => {
        const { keys, subject } = city.signer
        const twin = await issue({ subject, issuer: city.authority, keys })
        return { certificates: derContext(0, twin.der, city.authority.der) }
      },
      subIndication: 'NO_SIGNING_CERTIFICATE_FOUND',
      reason: 'no certificate at hand',
    },
    {
      title: 'that lost the authority between signer and anchor',
      make: () => ({ certificates: derContext(0, city.signer.der) }),
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
      reason: 'no path to a trust anchor',
    },
    {
      title: 'whose signed attributes were left out',
      make: () => {
        const [signer] = children(parts.signerInfos)
        const kept = (signer?.children ?? []).filter(({ tagClass }) => tagClass !== 'context')
        return { signerInfos: derElement(0x31, derSequence(...kept.map(({ bytes }) => bytes))) }
      },
      subIndication: 'SIG_CRYPTO_FAILURE',
      reason: 'does not fit the key and the message',
    },
  ]

  it.each(rejected)('$title does not pass', async ({ make, subIndication, reason }) => {
    const report = await reportWith(await make())
    expect(report?.conclusion).toMatchObject({ subIndication, reason: expect.stringContaining(reason) })
  })

  it('with an element that no field claims does not pass', async () => {
    const report = await reportWith({}, [derNull()])
    expect(report?.conclusion).toMatchObject({ subIndication: 'FORMAT_FAILURE' })
  })

  it.each([
    ['says its algorithm', '2.16.840.1.101.3.4.2.1', { indication: 'TOTAL-PASSED' }],
    [
      'whose cmsAlgorithmProtection says another algorithm',
      '2.16.840.1.101.3.4.2.3',
      { indication: 'TOTAL-FAILED', reason: expect.stringContaining('RFC 6211') },
    ],
  ])('with an attribute of RFC 6211: %s', async (_title, digest, conclusion) => {
    const algorithm = derSequence(derOid(digest))
    const ecdsa = derElement(0xa1, derOid('1.2.840.10045.4.3.2'))
    const protection = derSequence(
      derOid(OID.cmsAlgorithmProtection),
      derElement(0x31, derSequence(algorithm, ecdsa)),
    )
    const pdf = buildPdf()
    const document = openPdf(pdf)
    const value = document.nextObjectNumber
    const field = { FT: name('Sig'), T: textString('Tanda'), V: ref(value), Rect: [0, 0, 0, 0] }
    const prepared = appendRevision(
      pdf,
      new Map<number, PdfValue>([
        [value, unfilledSignature()],
        [
          1,
          withEntries(document.catalog, {
            AcroForm: dictionary({ Fields: [dictionary(field)], SigFlags: 3 }),
          }),
        ],
      ]),
    )
    const custodian = custodianOf(city.signer, city.authority)
    const own = await fillSignature(prepared, value, (covered) =>
      detachedSignature(custodian, covered, [protection]),
    )
    const { signatures } = await validatePdf(own, { trustAnchors: [city.root.der], at: validationTime })
    expect(signatures[0]?.conclusion).toMatchObject(conclusion)
  })
})
