import 'reflect-metadata'
import {
  anchorVectors,
  basicVectors,
  certificatePolicies,
  crlPoints,
  extension,
  forCertificate,
  inhibitAnyPolicy,
  issue,
  issuePath,
  lengthVectors,
  malformedVectors,
  nameConstraints,
  nameVectors,
  type PathVector,
  policyConstraints,
  policyMappings,
  policyVectors,
  subjectAltName,
} from '@tapis/testing/pki'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Asn1Error } from '../asn1/der-reader.ts'
import { derSequence } from '../asn1/der-writer.ts'
import { OID } from '../oids.ts'
import { parseCertificate } from '../x509/certificate.ts'
import { crlDistributionPoints } from '../x509/revocation-urls.ts'
import { validatePath } from './path-validation.ts'

const at = new Date('2026-06-01T00:00:00Z')

async function judge({ links, inputs }: PathVector) {
  const path = (await issuePath(links)).map(({ der }) => parseCertificate(der))
  return validatePath(path, { at, ...inputs })
}

describe.each([
  ['signature, time, authority and critical extensions', basicVectors],
  ['path length', lengthVectors],
  ['constraints of the anchor', anchorVectors],
  ['extensions that cannot be read', malformedVectors],
  ['name constraints', nameVectors],
  ['policies', policyVectors],
])('RFC 5280 §6.1: %s', (_title, vectors) => {
  const right = vectors.filter(({ rule }) => rule === undefined)
  const wrong = vectors.filter(({ rule }) => rule !== undefined)

  it.each(right)('accepts $title', async (vector) => {
    const result = await judge(vector)
    expect(result).toMatchObject({ verdict: 'valid' })
    if (vector.policies === undefined || result.verdict !== 'valid') return
    expect([...result.policies].sort()).toEqual([...vector.policies].sort())
  })

  it.each(wrong)('refuses $title', async (vector) => {
    expect(await judge(vector)).toMatchObject({ verdict: 'invalid', rule: vector.rule })
  })
})

describe('validatePath', () => {
  it('says whose certificate is at fault', async () => {
    const result = await judge({ title: '', links: [{}, { notAfter: '2026-03-01T00:00:00Z' }, {}] })
    expect(result).toMatchObject({ reason: 'CN=Penerbit 1: not in force at 2026-06-01T00:00:00.000Z' })
  })

  it('refuses certificates that do not follow each other', async () => {
    const [leaf] = await issuePath([{}, {}])
    const stranger = await issue({ subject: 'CN=Orang Lain', isCa: true })
    if (leaf === undefined) throw new TypeError('no leaf')
    const path = [leaf, stranger].map(({ der }) => parseCertificate(der))
    expect(validatePath(path, { at })).toMatchObject({ rule: 'name-chaining' })
  })

  it('does not grow with what mappings could combine (RFC 9618 §2)', async () => {
    // As a tree, every level would have 30 times the nodes of the one above.
    const policies = Array.from({ length: 30 }, (_, index) => `1.3.6.1.4.1.99999.8.${index}`)
    const pairs = policies.flatMap((from) => policies.map((to) => [from, to] as const))
    const link = { extensions: [certificatePolicies(...policies), policyMappings(...pairs)] }
    const links = [{}, ...Array(8).fill(link), { extensions: [certificatePolicies(...policies)] }]
    const result = await judge({ title: '', links, inputs: { isExplicitPolicyRequired: true } })
    expect(result.verdict === 'valid' ? result.policies.size : 0).toBe(30)
  })

  it('refuses names and subtrees too many to compare', async () => {
    const many = (count: number, label: string) =>
      Array.from({ length: count }, (_, index) => ({ dns: `${label}${index}.invalid` }))
    const links = [
      {},
      { extensions: [nameConstraints({ excluded: many(600, 'a') })] },
      { extensions: [subjectAltName(...many(600, 'b'))] },
    ]
    expect(await judge({ title: '', links })).toMatchObject({ rule: 'name-constraints' })
  })

  it('does not ask an empty subject for a permitted directory name', async () => {
    const root = await issue({
      subject: 'CN=Akar',
      isCa: true,
      extensions: forCertificate(nameConstraints({ permitted: [{ directory: 'C=ID' }] })),
    })
    const leaf = parseCertificate((await issue({ subject: 'CN=Daun', issuer: root })).der)
    const nameless = { ...leaf, subject: { der: derSequence(), relativeNames: [] } }
    const verdict = (target: typeof leaf) =>
      validatePath([target, parseCertificate(root.der)], { at }).verdict
    expect([verdict(nameless), verdict(leaf)]).toEqual(['valid', 'invalid'])
  })

  it('never throws for a damaged certificate', async () => {
    const [leaf, upper] = await issuePath([
      {
        extensions: [
          nameConstraints({ permitted: [{ dns: 'contoh.invalid' }, { ip: [10, 0, 0, 0, 255, 0, 0, 0] }] }),
        ],
      },
      {
        extensions: [
          subjectAltName({ dns: 'contoh.invalid' }, { email: 'ani@contoh.invalid' }, { directory: 'CN=A' }),
          certificatePolicies('1.3.6.1.4.1.99999.7.1'),
          policyMappings(['1.3.6.1.4.1.99999.7.1', '1.3.6.1.4.1.99999.7.2']),
          policyConstraints({ explicit: 2, mapping: 1 }),
          inhibitAnyPolicy(1),
          crlPoints([{ names: [{ uri: 'http://contoh.invalid/a.crl' }], reasons: ['superseded'] }]),
        ],
      },
    ])
    if (leaf === undefined || upper === undefined) throw new TypeError('no path')
    const anchor = parseCertificate(upper.der)
    const damage = fc.array(fc.tuple(fc.nat(leaf.der.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = leaf.der.slice()
        for (const [at, value] of changes) damaged[at] = value
        const certificate = readable(damaged)
        if (certificate === undefined) return
        for (const path of [
          [certificate, anchor],
          [certificate],
          [anchor, certificate],
          [anchor, certificate, anchor],
        ]) {
          expect(['valid', 'invalid']).toContain(validatePath(path, { at }).verdict)
        }
        crlDistributionPoints(certificate)
      }),
      { numRuns: 2000 },
    )
  })

  it('refuses a policy that occurs twice in one certificate (§4.2.1.4)', async () => {
    const { value } = certificatePolicies('1.3.6.1.4.1.99999.7.1', '1.3.6.1.4.1.99999.7.1')
    const links = [{}, { extensions: [extension(OID.certificatePolicies, value)] }]
    expect(await judge({ title: '', links })).toMatchObject({ rule: 'malformed-extension' })
  })
})

function readable(der: Uint8Array) {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (error instanceof Asn1Error) return undefined
    throw error
  }
}
