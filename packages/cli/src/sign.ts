// `tapis sign IN OUT --p12 FILE`: signs one PDF with a key of one's own, without any service. Invisible unless a place is given.

import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { deflateSync } from 'node:zlib'
import { type Baseline, type SignatureAppearance, signPdf } from '@tapis/pades/create'
import { certificateNames } from '@tapis/signer/certificate-names'
import { openPkcs12 } from '@tapis/signer/custody'
import { digest } from '@tapis/signer/digest'
import { drawSignatureBlock } from '@tapis/signer/stamp'
import { HttpTimestampAuthority } from '@tapis/signer/timestamp'
import type { Environment } from './configuration.ts'
import { askPassphrase } from './passphrase.ts'
import { UsageError } from './usage-error.ts'

/** Statuses: 0 signed, 1 refused (thrown as an error with a code), 2 called wrongly. */
export async function sign(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  const { input, output, p12, tsa, place, fields } = parseParameters(parameters)
  const [pdf, container] = await Promise.all([readInput(input), readInput(p12)])
  const passphrase = await askPassphrase(`Passphrase of ${p12}: `, environment)
  const custodian = await openPkcs12({ p12: container, passphrase })
  const signingTime = new Date()
  const baseline: Baseline =
    tsa.length === 0
      ? { level: 'B-B' }
      : { level: 'B-T', timestampAuthority: new HttpTimestampAuthority({ urls: tsa }) }
  const signed = await signPdf(pdf, {
    custodian,
    baseline,
    fields: { ...fields, signingTime },
    hash: digest,
    deflate: deflateSync,
    ...(place === undefined
      ? {}
      : { appearance: signatureBlock(place, custodian.certificatePath[0], signingTime) }),
  })
  await writeWhole(output, signed)
  write(`${output}: signed at ${baseline.level}, ${signed.length - pdf.length} bytes added`)
  return 0
}

interface Place {
  readonly page: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function parseParameters(parameters: readonly string[]) {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(parameters)
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
  const { values, positionals } = parsed
  const [input, output, ...rest] = positionals
  if (input === undefined || output === undefined || rest.length > 0) {
    throw new UsageError('tapis sign needs the PDF to sign and the file to write')
  }
  if (values.p12 === undefined)
    throw new UsageError('tapis sign needs --p12 FILE, the key and its certificate')
  if (values.level === 'B-T' && values.tsa.length === 0) throw new UsageError('--level B-T needs --tsa URL')
  if (values.level !== undefined && values.level !== 'B-B' && values.level !== 'B-T') {
    throw new UsageError('--level must be B-B or B-T')
  }
  return {
    input,
    output,
    p12: values.p12,
    tsa: values.level === 'B-B' ? [] : values.tsa,
    place: values.place === undefined ? undefined : parsePlace(values.place),
    fields: {
      ...(values.field === undefined ? {} : { fieldName: values.field }),
      ...(values.reason === undefined ? {} : { reason: values.reason }),
      ...(values.location === undefined ? {} : { location: values.location }),
    },
  }
}

function parse(parameters: readonly string[]) {
  return parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      p12: { type: 'string' },
      tsa: { type: 'string', multiple: true, default: [] },
      level: { type: 'string' },
      place: { type: 'string' },
      field: { type: 'string' },
      reason: { type: 'string' },
      location: { type: 'string' },
    },
  })
}

/** `PAGE,X,Y,WIDTH,HEIGHT`: points, from the lower left corner of the page as displayed. */
function parsePlace(text: string): Place {
  const numbers = text.split(',').map(Number)
  const [page, x, y, width, height] = numbers
  if (
    numbers.length !== 5 ||
    numbers.some((number) => !Number.isFinite(number)) ||
    page === undefined ||
    x === undefined ||
    y === undefined ||
    width === undefined ||
    height === undefined
  ) {
    throw new UsageError('--place must be PAGE,X,Y,WIDTH,HEIGHT in points, like 1,350,80,200,70')
  }
  return { page, x, y, width, height }
}

/** The visible block says only what the certificate says: this command knows no agency and no portal. */
function signatureBlock(
  { page, ...rect }: Place,
  certificate: Uint8Array | undefined,
  signedAt: Date,
): SignatureAppearance {
  if (certificate === undefined) throw new TypeError('a key custodian has at least one certificate')
  const { subject, organisation, issuer } = certificateNames(certificate)
  const { content, fonts } = drawSignatureBlock({
    width: rect.width,
    height: rect.height,
    lines: {
      kind: 'signature',
      signerName: subject,
      position: '',
      agencyName: organisation ?? '',
      signedAt,
      caName: issuer,
      certifiedProvider: undefined,
    },
  })
  return { page, rect, content, fonts }
}

async function readInput(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new UsageError(`${file} cannot be read (${code})`)
  }
}

/** Aside, synced, renamed: the output is whole or not there, also when it is the input's own name. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const aside = join(dirname(path), `.${process.pid}.tapis-sign`)
  const file = await open(aside, 'wx', 0o644)
  try {
    await file.writeFile(bytes)
    await file.sync()
    await file.close()
    await rename(aside, path)
  } catch (cause) {
    await file.close()
    await rm(aside, { force: true })
    throw cause
  }
}
