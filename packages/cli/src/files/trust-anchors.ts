// Reads the roots that a verification trusts: the files that the caller names, or the roots of the
// service whose data folder the environment names. What lies in the current directory is never
// trusted: whoever made the archive that was unpacked there would bring a root of their own.

import { X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../command-line/usage-error.ts'

/** A running service puts its root certificate into this folder below the data folder. */
export const TRUST_FOLDER = 'trust'

/**
 * Reads certificates from PEM or DER files, or, without any file named, from those in
 * `dataFolder/trust`. There may be none: then no signature can be TOTAL-PASSED.
 *
 * @param dataFolder what TAPIS_DATA says; undefined, never a default, where it says nothing
 * @returns DER
 * @throws UsageError naming each file that cannot be read, and each certificate in it, with the
 *   reason; the causes are kept
 */
export async function readTrustAnchors(
  files: readonly string[],
  dataFolder: string | undefined,
): Promise<readonly Uint8Array[]> {
  const named = files.length > 0 ? files : await ownRoots(dataFolder)
  const read = await Promise.all(named.map(readCertificates))
  const faults = read.flatMap((one) => one.faults)
  const [first] = faults
  if (first !== undefined) {
    const cause = faults.length === 1 ? first.cause : new AggregateError(faults.map((fault) => fault.cause))
    throw new UsageError(faults.map(({ told }) => told).join('; '), { cause })
  }
  return read.flatMap(({ certificates }) => certificates)
}

/** What is wrong with a file or with one certificate in it. */
interface Fault {
  readonly told: string
  readonly cause: unknown
}

interface CertificateFile {
  readonly certificates: readonly Uint8Array[]
  readonly faults: readonly Fault[]
}

async function ownRoots(dataFolder: string | undefined): Promise<readonly string[]> {
  if (dataFolder === undefined) return []
  const folder = join(dataFolder, TRUST_FOLDER)
  try {
    return (await readdir(folder))
      .filter((name) => /\.(cer|pem)$/.test(name))
      .map((name) => join(folder, name))
  } catch (cause) {
    const code = systemCode(cause)
    // No service ever ran there: nothing is trusted, and every report says so.
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw new UsageError(`the trust folder ${folder} cannot be read (${code})`, { cause })
  }
}

async function readCertificates(file: string): Promise<CertificateFile> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch (cause) {
    const told = `the trust file ${file} cannot be read (${systemCode(cause)})`
    return { certificates: [], faults: [{ told, cause }] }
  }
  const blocks = pemBlocks(bytes)
  const parsed =
    blocks.length === 0
      ? [parseCertificate(`the trust file ${file} holds no certificate in PEM or DER`, () => bytes)]
      : blocks.map((base64, index) =>
          parseCertificate(`certificate ${index + 1} in the trust file ${file} is broken`, () =>
            Uint8Array.fromBase64(base64),
          ),
        )
  return {
    certificates: parsed.flatMap((one) => ('der' in one ? [one.der] : [])),
    faults: parsed.flatMap((one) => ('told' in one ? [one] : [])),
  }
}

/**
 * One broken block is a fault of all: the others alone would be fewer roots than the caller meant.
 */
function parseCertificate(wrong: string, read: () => Uint8Array): { readonly der: Uint8Array } | Fault {
  try {
    const der = read()
    // It is parsed for the error's sake only: the engine parses it itself.
    new X509Certificate(der)
    return { der }
  } catch (cause) {
    return { told: `${wrong} (${cause instanceof Error ? cause.message : String(cause)})`, cause }
  }
}

/** Returns the Base64 of each certificate in a PEM file. */
function pemBlocks(bytes: Uint8Array): readonly string[] {
  const blocks = new TextDecoder('latin1')
    .decode(bytes)
    .matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g)
  return [...blocks].map(([, base64 = '']) => base64)
}

function systemCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
}
