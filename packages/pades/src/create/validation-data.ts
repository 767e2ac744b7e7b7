// Gathering what level B-LT keeps in the file (EN 319 142-1 clause 5.4): the certificates of every path and, for each certificate but
// roots, an OCSP response or revocation list; then the same for those who signed these.

import { equalBytes } from '@tapis/pki'
import { Asn1Error, readBer } from '@tapis/pki/asn1'
import { parseSignedData } from '@tapis/pki/cms'
import {
  type Certificate,
  caIssuersUrls,
  parseCertificate,
  type SignatureCache,
  sameName,
  signatureCache,
} from '@tapis/pki/x509'
import { PadesError, type TriedPlace } from './errors.ts'
import type { EvidenceAnswer, EvidenceSource } from './ports.ts'
import { revocationOf, triedInVain, unavailable } from './revocation-data.ts'
import type { Target } from './targets.ts'

/** DER of each, without doubles. */
export interface ValidationData {
  readonly certificates: readonly Uint8Array[]
  readonly crls: readonly Uint8Array[]
  readonly ocspResponses: readonly Uint8Array[]
}

export interface GatheringOptions {
  readonly source: EvidenceSource
  readonly at: Date
  /** Looked at before anybody is asked. Default: nothing. */
  readonly stored?: ValidationData
}

/** Far above any path with its responders; an endless supply of certificates ends here. */
const MAXIMUM_CERTIFICATES = 64
/** A certificate may name any number of places. */
const MAXIMUM_QUESTIONS = 128

/**
 * Validation data for the certificates, verified: signatures, authority of responders and list issuers, timeliness at `at`. Not verified:
 * that the paths lead to anybody's trust anchor.
 *
 * @param pool certificates at hand, from signatures and tokens
 * @throws PadesError EVIDENCE_UNAVAILABLE when a certificate says where its revocation is published and nothing usable comes from there;
 *   CERTIFICATE_REVOKED
 */
export async function gatherValidationData(
  targets: readonly Target[],
  pool: readonly Certificate[],
  options: GatheringOptions,
): Promise<ValidationData> {
  const own = (options.source.certificates ?? []).flatMap(readable)
  const gathering = new Gathering({ ...options, source: bounded(options.source) }, [...pool, ...own])
  for (const target of targets) gathering.add(target)
  await gathering.run()
  return gathering.data()
}

/** In the walk; a responder's issuer may have said that its revocation is not published. */
type Member = Target & { readonly isResponder?: boolean }

class Gathering {
  readonly #options: GatheringOptions
  readonly #pool: Certificate[]
  readonly #signatures: SignatureCache = signatureCache()
  readonly #found: Member[] = []
  readonly #crls: Uint8Array[] = []
  readonly #ocspResponses: Uint8Array[] = []

  constructor(options: GatheringOptions, pool: Certificate[]) {
    this.#options = options
    this.#pool = pool
  }

  add(member: Member): void {
    if (this.#found.some(({ certificate }) => equalBytes(certificate.der, member.certificate.der))) return
    if (this.#found.length >= MAXIMUM_CERTIFICATES) {
      throw new PadesError(
        'EVIDENCE_UNAVAILABLE',
        `the paths have more than ${MAXIMUM_CERTIFICATES} certificates`,
      )
    }
    this.#found.push(member)
  }

  async run(): Promise<void> {
    // The list grows while it is walked: with issuers, responders and list issuers.
    for (const member of this.#found) {
      const { certificate } = member
      if (await this.#isIssuedBy(certificate, certificate)) continue
      const issuer = await this.#issuerOf(certificate)
      this.add({ certificate: issuer })
      const found = await revocationOf(member, issuer, {
        ...this.#options,
        candidates: this.#pool,
        signatures: this.#signatures,
      })
      if (found === undefined) continue
      if (found.crl !== undefined) addOnce(this.#crls, found.crl)
      if (found.ocspResponse !== undefined) addOnce(this.#ocspResponses, found.ocspResponse)
      this.add({ certificate: found.signer, isResponder: found.ocspResponse !== undefined })
    }
  }

  data(): ValidationData {
    return {
      certificates: this.#found.map(({ certificate }) => certificate.der),
      crls: this.#crls,
      ocspResponses: this.#ocspResponses,
    }
  }

  /** @throws PadesError EVIDENCE_UNAVAILABLE */
  async #issuerOf(certificate: Certificate): Promise<Certificate> {
    const known = await this.#firstIssuer(certificate, this.#pool)
    if (known !== undefined) return known
    const tried: TriedPlace[] = []
    for (const url of caIssuersUrls(certificate)) {
      const answer = await this.#options.source.certificate(url)
      if (!(answer instanceof Uint8Array)) {
        tried.push(triedInVain(url, answer))
        continue
      }
      const issuer = await this.#firstIssuer(certificate, certificatesIn(answer))
      if (issuer === undefined) {
        tried.push({ url, reason: 'what came from there is not the certificate of the issuer' })
        continue
      }
      this.#pool.push(issuer)
      return issuer
    }
    throw unavailable(certificate, 'its issuer is not at hand', tried)
  }

  async #firstIssuer(
    certificate: Certificate,
    candidates: readonly Certificate[],
  ): Promise<Certificate | undefined> {
    for (const candidate of candidates) if (await this.#isIssuedBy(certificate, candidate)) return candidate
    return undefined
  }

  async #isIssuedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
    if (!sameName(certificate.issuer, issuer.subject)) return false
    const { verdict } = await this.#signatures.verify({
      algorithm: certificate.signatureAlgorithm,
      publicKey: issuer.publicKey,
      message: certificate.tbs,
      signature: certificate.signature,
    })
    return verdict === 'right'
  }
}

/** A certificate that cannot be read is none. */
export function readable(der: Uint8Array): readonly Certificate[] {
  try {
    return [parseCertificate(der)]
  } catch (error) {
    if (error instanceof Asn1Error) return []
    throw error
  }
}

/** RFC 5280 §4.2.2.1: one certificate, or several in a SignedData that signs nothing. */
function certificatesIn(der: Uint8Array): readonly Certificate[] {
  const [single] = readable(der)
  if (single !== undefined) return [single]
  try {
    return parseSignedData(readBer(der)).certificates.flatMap(readable)
  } catch (error) {
    if (error instanceof Asn1Error) return []
    throw error
  }
}

function bounded(source: EvidenceSource): EvidenceSource {
  let left = MAXIMUM_QUESTIONS
  const exhausted = {
    code: 'TOO_MANY_QUESTIONS',
    reason: `expected at most ${MAXIMUM_QUESTIONS} questions for one document`,
  }
  const ask = async (question: () => Promise<EvidenceAnswer>): Promise<EvidenceAnswer> =>
    left-- > 0 ? question() : exhausted
  return {
    ocsp: (url, request) => ask(() => source.ocsp(url, request)),
    crl: (url) => ask(() => source.crl(url)),
    certificate: (url) => ask(() => source.certificate(url)),
  }
}

function addOnce(list: Uint8Array[], der: Uint8Array): void {
  if (!list.some((known) => equalBytes(known, der))) list.push(der)
}
