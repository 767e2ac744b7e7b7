// Which roots a verification trusts: the files that the caller names, or the roots of the service whose data folder the environment
// names. Never what lies in the current directory: whoever made the archive that was unpacked there would bring a root of their own.

import { X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../command-line/usage-error.ts'

/** Where a running service puts its root certificate, below the data folder. */
export const TRUST_FOLDER = 'trust'

/**
 * Certificates in DER, from PEM or DER files; without any file named, those in `dataFolder/trust`. There may be none: then no
 * signature can be TOTAL-PASSED.
 *
 * @param dataFolder what TAPIS_DATA says; undefined, never a default, where it says nothing
 * @throws UsageError when a file cannot be read or holds no certificate.
 */
export async function readTrustAnchors(
  files: readonly string[],
  dataFolder: string | undefined,
): Promise<readonly Uint8Array[]> {
  const named = files.length > 0 ? files : await ownRoots(dataFolder)
  const anchors = await Promise.all(named.map(readCertificates))
  return anchors.flat()
}

async function ownRoots(dataFolder: string | undefined): Promise<readonly string[]> {
  if (dataFolder === undefined) return []
  const folder = join(dataFolder, TRUST_FOLDER)
  try {
    return (await readdir(folder))
      .filter((name) => /\.(cer|pem)$/.test(name))
      .map((name) => join(folder, name))
  } catch {
    // No service ever ran there: nothing is trusted, and every report says so.
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
  try {
    const blocks = pemBlocks(bytes)
    const found = blocks.length > 0 ? blocks : [bytes]
    // Read for the error's sake only: the engine parses them itself.
    for (const certificate of found) new X509Certificate(certificate)
    return found
  } catch {
    throw new UsageError(`the trust file ${file} must hold certificates in PEM or DER, and nothing broken`)
  }
}

/** @throws SyntaxError for a block that is not base64: the others alone would be fewer roots than the caller meant */
function pemBlocks(bytes: Uint8Array): Uint8Array[] {
  const blocks = new TextDecoder('latin1')
    .decode(bytes)
    .matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g)
  return [...blocks].map(([, base64 = '']) => Uint8Array.fromBase64(base64))
}
