// A public-key infrastructure for the interop tests with its lists and responses: in memory for us,
// in files for other validators.

import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  EvidenceSource,
  KeyCustodian,
  SignatureAlgorithmName,
  TimestampAuthority,
} from '@tapis/pades/create'
import { parseCertificate } from '@tapis/pki/x509'
import {
  custodianOf,
  type Issued,
  issueAll,
  issueCrl,
  issueOcspResponse,
  keyUsage,
  pkcs8Of,
  timestampAuthorityOf,
} from '@tapis/testing/pki'

const ROOT_CRL = 'http://pki.contoh.example/root.crl'
const AUTHORITY_CRL = 'http://pki.contoh.example/authority.crl'
const OCSP = 'http://ocsp.contoh.example/'
const MINUTE = 60_000
const DAY = 1440 * MINUTE
/** The keys that sign, and the name of a Java KeyFactory for each. */
const keyKinds = {
  'RSA-2048': { algorithm: 'rsa-pkcs1-sha256', java: 'RSA' },
  'RSA-PSS': { algorithm: 'rsa-pss-sha256', java: 'RSA' },
  'P-256': { algorithm: 'ecdsa-p256-sha256', java: 'EC' },
  'P-384': { algorithm: 'ecdsa-p384-sha384', java: 'EC' },
  'P-521': { algorithm: 'ecdsa-p521-sha512', java: 'EC' },
  Ed25519: { algorithm: 'ed25519', java: 'Ed25519' },
} as const satisfies Record<string, { algorithm: SignatureAlgorithmName; java: string }>

export type KeyName = keyof typeof keyKinds
export const keyNames: readonly KeyName[] = ['RSA-2048', 'RSA-PSS', 'P-256', 'P-384', 'P-521', 'Ed25519']

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
  /**
   * Answers as the servers would that the certificates name; a response is made when it is asked
   * for.
   */
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

/**
 * Makes the infrastructure and writes its files.
 * @param folder where the files go; made if need be
 */
export async function interopPki(folder: string): Promise<InteropPki> {
  mkdirSync(folder, { recursive: true })
  const { root, authority, timestamping, timestampingRsa, ...signers } = await issueEverybody()

  const write = (name: string, bytes: Uint8Array): string => {
    const file = join(folder, name)
    writeFileSync(file, bytes)
    return file
  }
  const rootCrl = await crlOf(root)
  const authorityCrl = await crlOf(authority)
  const responses = await Promise.all(keyNames.map((name) => ocspOf(signers[name], authority)))
  const rootFile = write('root.cer', root.der)
  const authorityFile = write('authority.cer', authority.der)
  const keyFiles = async (name: string, of: Issued, kind: string): Promise<KeyFiles> => ({
    privateKey: write(`${name}.p8`, await pkcs8Of(of)),
    kind,
    path: [write(`${name}.cer`, of.der), authorityFile, rootFile],
  })
  const keys = new Map<KeyName, KeyFiles>()
  for (const name of keyNames) {
    const files = await keyFiles(name, signers[name], keyKinds[name].java)
    keys.set(name, { ...files, pss: name === 'RSA-PSS' })
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
    custodian: (name) => custodianOf(signers[name], authority),
    timestampAuthority: timestampAuthorityOf(timestamping, [authority], () => new Date()),
    evidenceSource: {
      certificates: [root.der],
      crl: async (url) =>
        url === ROOT_CRL ? await crlOf(root) : url === AUTHORITY_CRL ? await crlOf(authority) : undefined,
      ocsp: async (_url, request) => {
        const asked = keyNames.find((name) => hasSerialNumber(request, signers[name]))
        return asked && (await ocspOf(signers[asked], authority))
      },
      certificate: async () => undefined,
    },
    files: {
      anchors,
      all,
      key: (name) => {
        const files = keys.get(name)
        if (files === undefined) throw new TypeError(`there is no ${name}`)
        return files
      },
      timestamping: await keyFiles('timestamping', timestamping, 'EC'),
      timestampingRsa: await keyFiles('timestamping-rsa', timestampingRsa, 'RSA'),
    },
    evidence: { crls: [rootCrl, authorityCrl], ocspResponses: responses },
  }
}

/** Issues certificates that are in force now, with the key identifiers that EU DSS asks for. */
function issueEverybody() {
  const common = () => ({
    notBefore: new Date(Date.now() - DAY).toISOString(),
    notAfter: new Date(Date.now() + 5 * 365 * DAY).toISOString(),
    // 128 bits below 2^127: long enough to be found in a request by looking.
    serialNumber: `4${randomBytes(16).toString('hex').slice(1)}`,
    hasKeyIdentifiers: true,
  })
  const timestamping = () =>
    ({
      ...common(),
      subject: 'C=ID,CN=Stempel Waktu Uji Silang',
      issuer: 'authority',
      role: 'timestamping',
      publishes: { crl: AUTHORITY_CRL },
    }) as const
  const signer = (name: KeyName) =>
    ({
      ...common(),
      subject: `C=ID,CN=Penanda Tangan ${name}`,
      issuer: 'authority',
      algorithm: keyKinds[name].algorithm,
      keyUsage: keyUsage.digitalSignature | keyUsage.nonRepudiation,
      publishes: { crl: AUTHORITY_CRL, ocsp: OCSP },
    }) as const
  return issueAll({
    root: { ...common(), subject: 'C=ID,CN=Akar Uji Silang', role: 'authority' },
    authority: {
      ...common(),
      subject: 'C=ID,CN=Penerbit Uji Silang',
      issuer: 'root',
      role: 'authority',
      pathLength: 0,
      publishes: { crl: ROOT_CRL },
    },
    timestamping: timestamping(),
    timestampingRsa: { ...timestamping(), algorithm: 'rsa-pkcs1-sha256' },
    'RSA-2048': signer('RSA-2048'),
    'RSA-PSS': signer('RSA-PSS'),
    'P-256': signer('P-256'),
    'P-384': signer('P-384'),
    'P-521': signer('P-521'),
    Ed25519: signer('Ed25519'),
  })
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
