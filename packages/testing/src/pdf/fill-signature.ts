// Signature dictionaries of any content, truly signed: written with placeholders by
// `appendRevision`, then filled in.

import {
  assembleSignedData,
  attributesOf,
  type KeyCustodian,
  signedAttributes,
  signedDataTemplate,
  signMessage,
} from '@tapis/pades/create'
import {
  byteString,
  dictionary,
  isDictionary,
  isString,
  latin1,
  name,
  openPdf,
  type PdfDictionary,
  type PdfValue,
  ref,
} from '@tapis/pades/pdf'
import { owned } from '@tapis/pki'
import { derSetOf, readDer } from '@tapis/pki/asn1'

const RESERVED_BYTES = 6000
const PLACEHOLDER = 1_000_000_000

/** A signature dictionary with placeholders for /ByteRange and /Contents. */
export function unfilledSignature(entries: Readonly<Record<string, PdfValue>> = {}): PdfDictionary {
  return dictionary({
    Type: name('Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name('ETSI.CAdES.detached'),
    ...entries,
    ByteRange: [0, PLACEHOLDER, PLACEHOLDER, PLACEHOLDER],
    Contents: byteString(new Uint8Array(RESERVED_BYTES), true),
  })
}

/**
 * Writes the true ByteRange over the placeholders, and a container into Contents.
 *
 * @param number the object that the signature dictionary is
 * @param container makes /Contents from the bytes covered
 */
export async function fillSignature(
  prepared: Uint8Array,
  number: number,
  container: (covered: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const value = openPdf(prepared).get(ref(number))
  const contents = isDictionary(value) ? value.entries.get('Contents') : undefined
  if (!isString(contents) || contents.span === undefined) throw new TypeError('no /Contents was written')
  const { start, end } = contents.span
  const whole = prepared.slice()
  const written = Buffer.from(whole).toString('latin1')
  const placeholder = /\/ByteRange\s*\[[^\]]*\]/g
  for (const match of written.matchAll(placeholder)) {
    if (!match[0].includes(String(PLACEHOLDER))) continue
    const range = `/ByteRange[0 ${start} ${end} ${whole.length - end}`.padEnd(match[0].length - 1, ' ')
    whole.set(latin1(`${range}]`), match.index)
  }
  const covered = Buffer.concat([whole.subarray(0, start), whole.subarray(end)])
  whole.set(latin1(Buffer.from(await container(covered)).toString('hex')), start + 1)
  return whole
}

/**
 * Returns a detached SignedData over bytes, as the custodian signs it.
 * @param more DER of further signed attributes
 */
export async function detachedSignature(
  custodian: KeyCustodian,
  covered: Uint8Array,
  more: readonly Uint8Array[] = [],
): Promise<Uint8Array> {
  const template = signedDataTemplate(custodian.certificatePath, custodian.algorithm)
  const digest = new Uint8Array(
    await crypto.subtle.digest(template.algorithm.digest.webCryptoName, owned(covered)),
  )
  const usual = signedAttributes(await attributesOf(template), digest)
  const attributes =
    more.length === 0 ? usual : derSetOf([...readDer(usual).children.map(({ bytes }) => bytes), ...more])
  return assembleSignedData(template, {
    signedAttributes: attributes,
    signature: await signMessage(custodian, attributes),
  })
}
