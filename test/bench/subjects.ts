// What is measured: the floor, our own signing, and LibPDF's.

import { createHash, sign } from 'node:crypto'
import { CryptoKeySigner, PDF } from '@libpdf/core'
import { type KeyCustodian, type SignatureAppearance, type SignedPdf, signPdf } from '@tapis/pades/create'
import { deflate, digest } from '@tapis/pades/node'
import { documentCodeFrom, parsePortalOrigin } from '@tapis/qr-seal'
import { drawStamp } from '@tapis/stamp'
import type { BenchKey } from './keys.ts'

interface Subject {
  readonly title: string
  /** One signature of `pdf` each time the result is called. */
  readonly prepare: (pdf: Uint8Array, key: BenchKey) => () => unknown
}

const SIGNING_TIME = new Date('2026-11-24T03:32:00Z')

/** No signing can be faster: the bytes must be hashed, and the key used once. */
export const floor: Subject = {
  title: 'floor: SHA-256 + key',
  prepare:
    (pdf, { privateKey }) =>
    () => {
      const digest = createHash('sha256').update(pdf).digest()
      return sign('sha256', digest, privateKey)
    },
}

export const tapisInvisible: Subject = {
  title: 'Tapis B-B, invisible',
  prepare: (pdf, key) => tapis(pdf, key, () => undefined),
}

export const tapisStamped: Subject = {
  title: 'Tapis B-B, QR stamp',
  prepare: (pdf, key) => tapis(pdf, key, stamp),
}

export const libPdf: Subject = {
  title: 'LibPDF B-B, invisible',
  prepare: (pdf, { kind, certificate, webCryptoKey }) => {
    const algorithm = kind === 'RSA' ? 'RSASSA-PKCS1-v1_5' : 'ECDSA'
    const signer = new CryptoKeySigner(webCryptoKey, certificate, kind, algorithm)
    return async () => {
      const document = await PDF.load(pdf)
      return document.sign({ signer, signingTime: SIGNING_TIME })
    }
  },
}

function tapis(
  pdf: Uint8Array,
  key: BenchKey,
  draw: () => SignatureAppearance | undefined,
): () => Promise<SignedPdf> {
  const custodian: KeyCustodian = {
    certificatePath: [key.certificate],
    takes: 'message',
    algorithm: key.algorithm,
    sign: async (message) => sign('sha256', message, key.privateKey),
  }
  const shared = {
    custodian,
    baseline: { level: 'B-B' },
    fields: { signingTime: SIGNING_TIME },
    hash: digest,
    deflate,
  } as const
  return () => {
    const appearance = draw()
    return signPdf(pdf, appearance === undefined ? shared : { ...shared, appearance })
  }
}

/** Drawn anew each time, as in the service: every document has another code. */
function stamp(): SignatureAppearance {
  const box = { width: 208, height: 76 }
  const { content, fonts } = drawStamp({
    ...box,
    portalOrigin: parsePortalOrigin('https://tte.contoh.example'),
    code: documentCodeFrom(crypto.getRandomValues(new Uint8Array(10))),
    lines: {
      kind: 'signature',
      signerName: 'Haris Kencana Putra, S.E., M.Ak.',
      position: 'Kepala Badan Pengelola Pajak dan Retribusi Daerah',
      agencyName: 'Badan Pengelola Pajak dan Retribusi Daerah',
      signedAt: SIGNING_TIME,
      caName: 'CA Kota Contoh',
      certifiedProvider: false,
    },
  })
  return { page: 1, rect: { x: 314, y: 316, ...box }, content, fonts }
}
