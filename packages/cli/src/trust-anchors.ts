// Which roots a verification trusts: the files that the caller names, or the roots of the service that runs here.

import { X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from './usage-error.ts'

/** Where a running service puts its root certificate, below the data folder. */
export const TRUST_FOLDER = 'trust'

/**
 * Certificates in DER, from PEM or DER files; without any file named, those in `DATA/trust`, which may be none: then no
 * signature can be TOTAL-PASSED.
 *
 * @throws UsageError when a named file cannot be read or holds no certificate.
 */
export async function readTrustAnchors(
  files: readonly string[],
  dataFolder: string,
): Promise<readonly Uint8Array[]> {
  const named = files.length > 0 ? files : await ownRoots(join(dataFolder, TRUST_FOLDER))
  const anchors = await Promise.all(named.map(readCertificates))
  return anchors.flat()
}

async function ownRoots(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder))
      .filter((name) => /\.(cer|pem)$/.test(name))
      .map((name) => join(folder, name))
  } catch {
    // No service ever ran here: nothing is trusted, and every report says so.
    return []
  }
}

async function readCertificates(file: string): Promise<Uint8Array[]> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch {
    throw new UsageError(`the trust file ${file} cannot be read`)
  }
  const blocks = new TextDecoder('latin1')
    .decode(bytes)
    .matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)
  const certificates = [...blocks].map(([, base64 = '']) => Uint8Array.fromBase64(base64.replace(/\s/g, '')))
  const found = certificates.length > 0 ? certificates : [bytes]
  try {
    // Read for the error's sake only: the engine parses them itself.
    for (const certificate of found) new X509Certificate(certificate)
  } catch {
    throw new UsageError(`the trust file ${file} holds no certificate in PEM or DER`)
  }
  return found
}
