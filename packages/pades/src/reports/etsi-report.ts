// The validation report of ETSI TS 119 102-2 V1.4.1 (XML): what other validation services write,
// for archives and auditors that compare them. Certificates are identified by their SHA-256, not
// repeated.

import type { Conclusion } from '../validate/report/conclusion.ts'
import type { SignatureReport, ValidationReport } from '../validate/report/report.ts'
import type { TimestampReport } from '../validate/time/timestamp-token.ts'
import { element, type XmlElement, xmlDocument } from './xml.ts'

/** What the report cannot tell from the validation: its time, and what the file is known by. */
export interface EtsiReportContext {
  /** The time of validation. */
  readonly at: Date
  /** SHA-256 of the file, when the caller has it. */
  readonly documentDigest?: Uint8Array
}

const URN = 'urn:etsi:019102'
const SHA_256_URI = 'http://www.w3.org/2001/04/xmlenc#sha256'
const NAMESPACES = {
  xmlns: 'http://uri.etsi.org/19102/v1.4.1#',
  'xmlns:ds': 'http://www.w3.org/2000/09/xmldsig#',
  'xmlns:xades': 'http://uri.etsi.org/01903/v1.3.2#',
}

/**
 * Returns the report as XML text; undefined for a file without signatures, of which the schema
 * cannot tell anything. Not stated: a signature policy, and who validated.
 */
export async function etsiReport(
  { signatures }: ValidationReport,
  context: EtsiReportContext,
): Promise<string | undefined> {
  if (signatures.length === 0) return undefined
  const objects = new ValidationObjects()
  const document = objects.document(context.documentDigest)
  const reports: XmlElement[] = []
  for (const [index, signature] of signatures.entries()) {
    reports.push(await signatureReport(signature, { ...context, index, objects, document }))
  }
  const listed = objects.elements()
  return xmlDocument(
    element(
      'ValidationReport',
      NAMESPACES,
      ...reports,
      listed.length === 0 ? undefined : element('SignatureValidationObjects', {}, ...listed),
    ),
  )
}

interface SignatureContext extends EtsiReportContext {
  readonly index: number
  readonly objects: ValidationObjects
  readonly document: string | undefined
}

async function signatureReport(signature: SignatureReport, context: SignatureContext): Promise<XmlElement> {
  const { at, index, objects, document } = context
  const path: string[] = []
  for (const certificate of signature.certificates) path.push(await objects.certificate(certificate))
  return element(
    'SignatureValidationReport',
    {},
    element(
      'SignatureIdentifier',
      { id: `S-${index + 1}` },
      text('HashOnly', 'false'),
      text('DocHashOnly', 'false'),
      element(
        'OtherInformation',
        {},
        element('SignatureReference', {}, text('PAdESFieldName', signature.field)),
      ),
    ),
    element(
      'ValidationTimeInfo',
      {},
      text('ValidationTime', dateTime(at)),
      element(
        'BestSignatureTime',
        {},
        text('POETime', dateTime(signature.bestSignatureTime ?? at)),
        text('TypeOfProof', `${URN}:poetype:validation`),
      ),
    ),
    document === undefined
      ? undefined
      : element('SignersDocument', {}, reference('SignersDocumentRepresentation', document)),
    attributes(signature),
    signerInformation(signature, path[0]),
    element(
      'SignatureValidationProcess',
      {},
      text('SignatureValidationProcessID', `${URN}:validationprocess:LTA`),
    ),
    status(signature, path),
  )
}

function attributes({
  claimedSigningTime,
  reason,
  location,
  timestamps,
}: SignatureReport): XmlElement | undefined {
  const stated = [
    claimedSigningTime === undefined
      ? undefined
      : element('SigningTime', { Signed: 'true' }, text('Time', dateTime(claimedSigningTime))),
    reason === undefined ? undefined : element('Reason', { Signed: 'true' }, text('ReasonElement', reason)),
    location === undefined
      ? undefined
      : element('SignatureProductionPlace', { Signed: 'true' }, text('AddressString', location)),
    ...timestamps.map(timestampAttribute),
  ].filter((child) => child !== undefined)
  return stated.length === 0 ? undefined : element('SignatureAttributes', {}, ...stated)
}

function timestampAttribute({ kind, statedTime }: TimestampReport): XmlElement | undefined {
  if (statedTime === undefined) return undefined
  const name = kind === 'document-timestamp' ? 'DocTimeStamp' : 'SignatureTimeStamp'
  return element(name, { Signed: 'false' }, text('TimeStampValue', dateTime(statedTime)))
}

function signerInformation(
  { signer }: SignatureReport,
  certificate: string | undefined,
): XmlElement | undefined {
  if (signer === undefined || certificate === undefined) return undefined
  return element(
    'SignerInformation',
    {},
    reference('SignerCertificate', certificate),
    text('Signer', signer.commonName ?? signer.subject),
  )
}

function status(signature: SignatureReport, path: readonly string[]): XmlElement {
  const { conclusion } = signature
  const passed = conclusion.indication === 'TOTAL-PASSED'
  const [signing, ...above] = path
  const anchor = passed ? above.at(-1) : undefined
  const between = anchor === undefined ? above : above.slice(0, -1)
  return element(
    'SignatureValidationStatus',
    {},
    text('MainIndication', `${URN}:mainindication:${conclusion.indication.toLowerCase()}`),
    passed ? undefined : text('SubIndication', `${URN}:subindication:${conclusion.subIndication}`),
    element(
      'AssociatedValidationReportData',
      {},
      signing === undefined
        ? undefined
        : element(
            'CertificateChain',
            {},
            reference('SigningCertificate', signing),
            ...between.map((id) => reference('IntermediateCertificate', id)),
            anchor === undefined ? undefined : reference('TrustAnchor', anchor),
          ),
      element('AdditionalValidationReportData', {}, ...reportData(signature, conclusion)),
    ),
  )
}

/** Returns what the standard has no element for: why, how much is covered, what changed later. */
function reportData(
  { coverage, modification, findings, level }: SignatureReport,
  conclusion: Conclusion,
): readonly XmlElement[] {
  const passed = conclusion.indication === 'TOTAL-PASSED'
  return [
    ...(passed ? [] : [datum('reason', conclusion.reason)]),
    ...(level === undefined ? [] : [datum('level', level)]),
    datum('coverage', coverage),
    datum('modification', modification),
    ...findings.map(({ code, message }) => datum(`finding:${code}`, message)),
  ]
}

function datum(type: string, value: string): XmlElement {
  return element('ReportData', {}, text('Type', `urn:tapis:validation-report:${type}`), text('Value', value))
}

/** The objects that the report refers to, each listed once. */
class ValidationObjects {
  readonly #elements = new Map<string, XmlElement>()

  /**
   * @returns its identifier; undefined without a digest, since the schema wants a representation
   */
  document(digest: Uint8Array | undefined): string | undefined {
    if (digest === undefined) return undefined
    this.#add('D-1', 'signedData', digest)
    return 'D-1'
  }

  async certificate(der: Uint8Array): Promise<string> {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(der)))
    const id = `C-${digest.toHex().toUpperCase()}`
    this.#add(id, 'certificate', digest)
    return id
  }

  elements(): readonly XmlElement[] {
    return [...this.#elements.values()]
  }

  #add(id: string, type: 'certificate' | 'signedData', digest: Uint8Array): void {
    const value = element(
      'DigestAlgAndValue',
      {},
      element('ds:DigestMethod', { Algorithm: SHA_256_URI }),
      text('ds:DigestValue', digest.toBase64()),
    )
    this.#elements.set(
      id,
      element(
        'ValidationObject',
        { id },
        text('ObjectType', `${URN}:validationObject:${type}`),
        element('ValidationObjectRepresentation', {}, value),
      ),
    )
  }
}

function text(name: string, value: string): XmlElement {
  return element(name, {}, value)
}

function reference(name: string, id: string): XmlElement {
  return element(name, { VOReference: id })
}

function dateTime(time: Date): string {
  return time.toISOString()
}
