// A public-key infrastructure for the interop tests with its lists and responses: in memory for us, in files for other validators.

import 'reflect-metadata'
import { constants, createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AuthorityKeyIdentifierExtension, SubjectKeyIdentifierExtension } from '@peculiar/x509'
import type {
  EvidenceSource,
  KeyCustodian,
  SignatureAlgorithmName,
  TimestampAuthority,
} from '@tapis/pades/create'
import { parseCertificate } from '@tapis/pki/x509'
import {
  accessInformation,
  crlPoints,
  forCertificate,
  type Issued,
  type IssueOptions,
  issue,
  issueCrl,
  issueOcspResponse,
  timestampToken,
} from '@tapis/testing/pki'

const ROOT_CRL = 'http://pki.contoh.example/root.crl'
const AUTHORITY_CRL = 'http://pki.contoh.example/authority.crl'
const OCSP = 'http://ocsp.contoh.example/'
const MINUTE = 60_000
const DAY = 1440 * MINUTE
/** digitalSignature and nonRepudiation, as @peculiar/x509 counts bits. */
const SIGNING_USAGE = 1 | 2

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
  hash: 'SHA-256',
} as const
const ec = (namedCurve: string) => ({ name: 'ECDSA', namedCurve }) as const

export type KeyName = 'RSA-2048' | 'RSA-PSS' | 'P-256' | 'P-384' | 'P-521' | 'Ed25519'
export const keyNames: readonly KeyName[] = ['RSA-2048', 'RSA-PSS', 'P-256', 'P-384', 'P-521', 'Ed25519']

interface KeyKind {
  readonly algorithm: SignatureAlgorithmName
  /** As node:crypto names it; undefined where the algorithm hashes by itself. */
  readonly digest: string | undefined
  readonly parameters: Parameters<typeof crypto.subtle.generateKey>[0]
  /** The name of a Java KeyFactory. */
  readonly java: string
}

/** The keys that sign. */
const keyKinds: Readonly<Record<KeyName, KeyKind>> = {
  'RSA-2048': { algorithm: 'rsa-pkcs1-sha256', digest: 'sha256', parameters: rsa, java: 'RSA' },
  'RSA-PSS': { algorithm: 'rsa-pss-sha256', digest: 'sha256', parameters: rsa, java: 'RSA' },
  'P-256': { algorithm: 'ecdsa-p256-sha256', digest: 'sha256', parameters: ec('P-256'), java: 'EC' },
  'P-384': { algorithm: 'ecdsa-p384-sha384', digest: 'sha384', parameters: ec('P-384'), java: 'EC' },
  'P-521': { algorithm: 'ecdsa-p521-sha512', digest: 'sha512', parameters: ec('P-521'), java: 'EC' },
  Ed25519: { algorithm: 'ed25519', digest: undefined, parameters: { name: 'Ed25519' }, java: 'Ed25519' },
}

/** A key as files: PKCS #8 DER, and certificates in DER, the key's own first. */
export interface KeyFiles {
  readonly privateKey: string
  /** The name of a Java KeyFactory. */
  readonly kind: string
  readonly path: readonly string[]
  /** RSASSA-PSS instead of PKCS #1 v1.5. */
  readonly pss?: boolean
}

/** DER files for other validators. */
export interface Material {
  readonly anchors: readonly string[]
  readonly certificates: readonly string[]
  readonly crls: readonly string[]
  readonly ocsps: readonly string[]
}

export interface InteropPki {
  readonly root: Uint8Array
  readonly custodian: (key: KeyName) => KeyCustodian
  /** Its clock is the machine's. */
  readonly timestampAuthority: TimestampAuthority
  /** Answers as the servers would that the certificates name; a response is made when it is asked for. */
  readonly evidenceSource: EvidenceSource
  readonly files: {
    /** The anchor alone, for files that carry their evidence. */
    readonly anchors: Material
    /** With lists and responses, for files that carry none. */
    readonly all: Material
    readonly key: (key: KeyName) => KeyFiles
    readonly timestamping: KeyFiles
    /** pyHanko's own timestamp authority knows no other keys. */
    readonly timestampingRsa: KeyFiles
  }
  /** Lists and responses as bytes, as `validatePdf` takes them. */
  readonly evidence: { readonly crls: readonly Uint8Array[]; readonly ocspResponses: readonly Uint8Array[] }
}

/** @param folder where the files go; made if need be */
export async function interopPki(folder: string): Promise<InteropPki> {
  mkdirSync(folder, { recursive: true })
  const root = await authorityOf({ subject: 'C=ID,CN=Akar Uji Silang' })
  const authority = await authorityOf({
    subject: 'C=ID,CN=Penerbit Uji Silang',
    issuer: root,
    pathLength: 0,
    extensions: forCertificate(crlPoints([{ names: [{ uri: ROOT_CRL }] }])),
  })
  const timestamping = await timestampingOf(ec('P-256'), authority)
  const timestampingRsa = await timestampingOf(rsa, authority)
  const signers = new Map<KeyName, Issued>()
  for (const name of keyNames) signers.set(name, await signerOf(name, authority))
  const signer = (name: KeyName): Issued => required(signers.get(name), name)

  const write = (name: string, bytes: Uint8Array): string => {
    const file = join(folder, name)
    writeFileSync(file, bytes)
    return file
  }
  const rootCrl = await crlOf(root)
  const authorityCrl = await crlOf(authority)
  const responses = await Promise.all([...signers.values()].map((each) => ocspOf(each, authority)))
  const rootFile = write('root.cer', root.der)
  const authorityFile = write('authority.cer', authority.der)
  const keyFiles = async (name: string, of: Issued, kind: string): Promise<KeyFiles> => ({
    privateKey: write(`${name}.p8`, await pkcs8(of)),
    kind,
    path: [write(`${name}.cer`, of.der), authorityFile, rootFile],
  })
  const keys = new Map<KeyName, KeyFiles>()
  const objects = new Map<KeyName, KeyObject>()
  for (const [name, of] of signers) {
    keys.set(name, { ...(await keyFiles(name, of, keyKinds[name].java)), pss: name === 'RSA-PSS' })
    objects.set(name, createPrivateKey({ key: Buffer.from(await pkcs8(of)), format: 'der', type: 'pkcs8' }))
  }
  const anchors = { anchors: [rootFile], certificates: [], crls: [], ocsps: [] }
  const all = {
    anchors: [rootFile],
    certificates: [authorityFile],
    crls: [write('root.crl', rootCrl), write('authority.crl', authorityCrl)],
    ocsps: responses.map((response, index) => write(`${index}.ocsp`, response)),
  }
  return {
    root: root.der,
    custodian: (name) => custodianOf(name, required(objects.get(name), name), [signer(name), authority]),
    timestampAuthority: {
      expectedTokenBytes: 4096,
      timestamp: ({ digest }) => timestampToken(timestamping, [authority], { digest, time: new Date() }),
    },
    evidenceSource: {
      certificates: [root.der],
      crl: async (url) =>
        url === ROOT_CRL ? await crlOf(root) : url === AUTHORITY_CRL ? await crlOf(authority) : undefined,
      ocsp: async (_url, request) => {
        const asked = [...signers.values()].find((each) => hasSerialNumber(request, each))
        return asked && (await ocspOf(asked, authority))
      },
      certificate: async () => undefined,
    },
    files: {
      anchors,
      all,
      key: (name) => required(keys.get(name), name),
      timestamping: await keyFiles('timestamping', timestamping, 'EC'),
      timestampingRsa: await keyFiles('timestamping-rsa', timestampingRsa, 'RSA'),
    },
    evidence: { crls: [rootCrl, authorityCrl], ocspResponses: responses },
  }
}

const period = () => ({
  notBefore: new Date(Date.now() - DAY).toISOString(),
  notAfter: new Date(Date.now() + 5 * 365 * DAY).toISOString(),
  // 128 bits below 2^127: long enough to be found in a request by looking.
  serialNumber: `4${randomBytes(16).toString('hex').slice(1)}`,
})

const authorityOf = (options: IssueOptions) => certificateOf(ec('P-256'), { ...options, isCa: true })

const timestampingOf = (parameters: KeyKind['parameters'], authority: Issued) =>
  certificateOf(parameters, {
    subject: 'C=ID,CN=Stempel Waktu Uji Silang',
    issuer: authority,
    purposes: ['1.3.6.1.5.5.7.3.8'],
    purposesCritical: true,
    extensions: forCertificate(crlPoints([{ names: [{ uri: AUTHORITY_CRL }] }])),
  })

const signerOf = (name: KeyName, authority: Issued) =>
  certificateOf(keyKinds[name].parameters, {
    subject: `C=ID,CN=Penanda Tangan ${name}`,
    issuer: authority,
    keyUsage: SIGNING_USAGE,
    extensions: forCertificate(
      crlPoints([{ names: [{ uri: AUTHORITY_CRL }] }]),
      accessInformation({ ocsp: [OCSP] }),
    ),
  })

/** With the key identifiers that EU DSS asks for. */
async function certificateOf(
  parameters: Parameters<typeof crypto.subtle.generateKey>[0],
  options: IssueOptions,
): Promise<Issued> {
  const keys = await crypto.subtle.generateKey(parameters, true, ['sign', 'verify'])
  if (!('privateKey' in keys)) throw new TypeError('expected a key pair')
  const issuerKey = (options.issuer?.keys ?? keys).publicKey
  const identifiers = [
    await SubjectKeyIdentifierExtension.create(keys.publicKey),
    await AuthorityKeyIdentifierExtension.create(issuerKey),
  ]
  return issue({ ...period(), ...options, keys, extensions: [...identifiers, ...(options.extensions ?? [])] })
}

function custodianOf(name: KeyName, key: KeyObject, path: readonly Issued[]): KeyCustodian {
  const { algorithm, digest } = keyKinds[name]
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return {
    takes: 'message',
    algorithm,
    certificatePath: path.map(({ der }) => der),
    sign: async (message) =>
      new Uint8Array(sign(digest, message, name === 'RSA-PSS' ? { key, ...pss } : { key })),
  }
}

const crlOf = (issuer: Issued) =>
  issueCrl(issuer, { thisUpdate: ago(MINUTE), nextUpdate: ago(-7 * DAY), number: 7 })

const ocspOf = (certificate: Issued, issuer: Issued) =>
  issueOcspResponse(issuer, {
    producedAt: ago(0),
    responses: [{ certificate, issuer, thisUpdate: ago(0), nextUpdate: ago(-DAY) }],
  })

const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString()

function hasSerialNumber(request: Uint8Array, { der }: Issued): boolean {
  return Buffer.from(request).includes(parseCertificate(der).serialNumber)
}

async function pkcs8({ keys }: Issued): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new TypeError(`there is no ${name}`)
  return value
}
