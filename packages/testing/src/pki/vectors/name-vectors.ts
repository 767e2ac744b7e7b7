// Paths with name constraints (RFC 5280 §4.2.1.10, §6.1.3 b and c), for each form of name.
import { derElement } from '@tapis/pki/asn1'
import { nameConstraints, subjectAltName, type TestName } from '../extensions.ts'
import type { Link, PathVector } from './path-vectors.ts'

type Subtrees = Parameters<typeof nameConstraints>[0]

const ca: Link = {}
const under = (subtrees: Subtrees, subject = 'CN=Penerbit 1'): Link => ({
  subject,
  extensions: [nameConstraints(subtrees)],
})
const named = (...names: readonly TestName[]): Link => ({ extensions: [subjectAltName(...names)] })
const called = (subject: string): Link => ({ subject })

/** One authority with the subtrees, one target; `refused` in place of the rule. */
function row(title: string, subtrees: Subtrees, target: Link, refused?: 'refused'): PathVector {
  const vector = { title, links: [ca, under(subtrees), target] }
  return refused === undefined ? vector : { ...vector, rule: 'name-constraints' }
}

const jakarta = [{ directory: 'C=ID,O=Kota Contoh' }] as const
const mails = (email: string) => ({ permitted: [{ email }] })
const hosts = (dns: string) => ({ permitted: [{ dns }] })
const places = (uri: string) => ({ permitted: [{ uri }] })
const net10 = [{ ip: [10, 0, 0, 0, 255, 0, 0, 0] }] as const
const v6 = [{ ip: [0x20, 1, 0xd, 0xb8, ...Array(12).fill(0), 255, 255, 255, 255, ...Array(12).fill(0)] }]
const otherName = {
  raw: derElement(0xa0, derElement(0x06, Uint8Array.of(42, 3)), derElement(0xa0, derElement(0x0c))),
}

/** Paths with name constraints, right and wrong. */
export const nameVectors: readonly PathVector[] = [
  row('a subject within', { permitted: jakarta }, called('C=ID,O=Kota Contoh,CN=Daun')),
  row('a subject that is the subtree', { permitted: jakarta }, called('C=ID,O=Kota Contoh')),
  row('a subject within, in other case', { permitted: jakarta }, called('C=ID,O=KOTA  contoh,CN=Daun')),
  row('a subject outside', { permitted: jakarta }, called('C=ID,O=Kota Lain,CN=Daun'), 'refused'),
  row('a subject above the subtree', { permitted: jakarta }, called('C=ID'), 'refused'),
  row('a subject excluded', { excluded: jakarta }, called('C=ID,O=Kota Contoh,CN=Daun'), 'refused'),
  row('a subject not excluded', { excluded: jakarta }, called('C=ID,O=Kota Lain,CN=Daun')),
  row(
    'a subject permitted and excluded',
    { permitted: [{ directory: 'C=ID' }], excluded: jakarta },
    called('C=ID,O=Kota Contoh,CN=Daun'),
    'refused',
  ),
  row(
    'an alternative directory name outside',
    { permitted: jakarta },
    { ...called('C=ID,O=Kota Contoh,CN=Daun'), ...named({ directory: 'C=ID,O=Kota Lain' }) },
    'refused',
  ),
  row('a name of a form that is not constrained', hosts('contoh.invalid'), called('CN=Siapa Saja')),
  row(
    'one of two permitted subtrees',
    { permitted: [{ dns: 'a.invalid' }, { dns: 'b.invalid' }] },
    named({ dns: 'x.b.invalid' }),
  ),
  row(
    'one good name and one bad',
    hosts('contoh.invalid'),
    named({ dns: 'contoh.invalid' }, { dns: 'lain.invalid' }),
    'refused',
  ),

  row('a mailbox of a host', mails('contoh.invalid'), named({ email: 'ani@contoh.invalid' })),
  row(
    'a mailbox of a host below',
    mails('contoh.invalid'),
    named({ email: 'ani@surat.contoh.invalid' }),
    'refused',
  ),
  row('a mailbox below a domain', mails('.contoh.invalid'), named({ email: 'ani@surat.contoh.invalid' })),
  row(
    'a mailbox of the domain itself',
    mails('.contoh.invalid'),
    named({ email: 'ani@contoh.invalid' }),
    'refused',
  ),
  row('the one mailbox', mails('ani@contoh.invalid'), named({ email: 'ani@CONTOH.invalid' })),
  row('another mailbox', mails('ani@contoh.invalid'), named({ email: 'budi@contoh.invalid' }), 'refused'),
  row(
    'a mailbox excluded',
    { excluded: [{ email: 'contoh.invalid' }] },
    named({ email: 'ani@contoh.invalid' }),
    'refused',
  ),
  row(
    'an address in the subject',
    mails('contoh.invalid'),
    called('1.2.840.113549.1.9.1=ani@lain.invalid,CN=Daun'),
    'refused',
  ),
  row(
    'an address without a host',
    { excluded: [{ email: 'contoh.invalid' }] },
    named({ email: 'ani' }),
    'refused',
  ),

  row('a host', hosts('contoh.invalid'), named({ dns: 'contoh.invalid' })),
  row('a host below', hosts('contoh.invalid'), named({ dns: 'a.b.Contoh.invalid' })),
  row(
    'a host that only ends alike',
    hosts('contoh.invalid'),
    named({ dns: 'bukancontoh.invalid' }),
    'refused',
  ),
  row(
    'a host excluded',
    { excluded: [{ dns: 'contoh.invalid' }] },
    named({ dns: 'a.contoh.invalid' }),
    'refused',
  ),
  row('a host not excluded', { excluded: [{ dns: 'contoh.invalid' }] }, named({ dns: 'lain.invalid' })),

  row('a URI of a host', places('contoh.invalid'), named({ uri: 'https://contoh.invalid/a' })),
  row(
    'a URI of a host below',
    places('contoh.invalid'),
    named({ uri: 'https://a.contoh.invalid/a' }),
    'refused',
  ),
  row('a URI below a domain', places('.contoh.invalid'), named({ uri: 'https://a.contoh.invalid:8443/a' })),
  row(
    'a URI excluded',
    { excluded: [{ uri: '.contoh.invalid' }] },
    named({ uri: 'https://a.contoh.invalid/' }),
    'refused',
  ),
  row(
    'a URI whose user looks like the host',
    places('contoh.invalid'),
    named({ uri: 'https://contoh.invalid@lain.invalid/' }),
    'refused',
  ),
  row(
    'a URI without a host',
    { excluded: [{ uri: 'contoh.invalid' }] },
    named({ uri: 'urn:contoh:a' }),
    'refused',
  ),
  row(
    'a URI of an address',
    { excluded: [{ uri: 'contoh.invalid' }] },
    named({ uri: 'https://10.0.0.1/' }),
    'refused',
  ),

  row('an IPv4 address within', { permitted: net10 }, named({ ip: [10, 200, 3, 4] })),
  row('an IPv4 address outside', { permitted: net10 }, named({ ip: [11, 0, 0, 1] }), 'refused'),
  row('an IPv4 address excluded', { excluded: net10 }, named({ ip: [10, 0, 0, 1] }), 'refused'),
  row('an IPv6 address within', { permitted: v6 }, named({ ip: [0x20, 1, 0xd, 0xb8, ...Array(12).fill(7)] })),
  row(
    'an IPv6 address outside',
    { permitted: v6 },
    named({ ip: [0x20, 2, ...Array(14).fill(7)] }),
    'refused',
  ),
  row(
    'an IPv6 address where only IPv4 is permitted',
    { permitted: net10 },
    named({ ip: [0x20, 1, ...Array(14).fill(7)] }),
    'refused',
  ),
  row('an address of 5 octets', { excluded: net10 }, named({ ip: [11, 0, 0, 1, 1] }), 'refused'),

  row('a form that is not read, and constrained', { permitted: [otherName] }, named(otherName), 'refused'),
  row('a form that is not read, and excluded', { excluded: [otherName] }, named(otherName), 'refused'),
  row('a form that is not read, and not constrained', hosts('contoh.invalid'), named(otherName)),

  {
    title: 'two authorities whose permitted subtrees meet',
    links: [
      ca,
      under(hosts('invalid')),
      under(hosts('contoh.invalid'), 'CN=Penerbit 2'),
      named({ dns: 'contoh.invalid' }),
    ],
  },
  {
    title: 'a lower authority that permits more',
    links: [
      ca,
      under(hosts('contoh.invalid')),
      under(hosts('invalid'), 'CN=Penerbit 2'),
      named({ dns: 'lain.invalid' }),
    ],
    rule: 'name-constraints',
  },
  {
    title: 'exclusions of two authorities',
    links: [
      ca,
      under({ excluded: [{ dns: 'a.invalid' }] }),
      under({ excluded: [{ dns: 'b.invalid' }] }, 'CN=Penerbit 2'),
      named({ dns: 'x.a.invalid' }),
    ],
    rule: 'name-constraints',
  },
  {
    title: 'an authority outside, though its leaf is within',
    links: [
      ca,
      under({ permitted: jakarta }),
      { subject: 'C=ID,CN=Penerbit 2' },
      called('C=ID,O=Kota Contoh,CN=Daun'),
    ],
    rule: 'name-constraints',
  },
  {
    title: 'a self-issued authority outside, which is not asked',
    links: [ca, under({ permitted: jakarta }), { isSelfIssued: true }, called('C=ID,O=Kota Contoh,CN=Daun')],
  },
  {
    title: 'a self-issued leaf outside, which is',
    links: [ca, under({ permitted: jakarta }), { isSelfIssued: true }],
    rule: 'name-constraints',
  },
  {
    title: "the anchor's own subtrees",
    links: [{ extensions: [nameConstraints(hosts('contoh.invalid'))] }, named({ dns: 'lain.invalid' })],
    rule: 'name-constraints',
  },
]
