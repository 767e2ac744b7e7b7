// Gathering what level B-LT keeps in the file (EN 319 142-1 clause 5.4): the certificates of every
// path and, for each certificate but roots, an OCSP response or revocation list; then the same for
// those who signed these.

import { equalBytes, present } from '@tapis/pki'
import { Asn1Error, readBer } from '@tapis/pki/asn1'
import { parseSignedData } from '@tapis/pki/cms'
import { caIssuersUrls } from '@tapis/pki/revocation'
import { type Certificate, type SignatureCache, sameName, signatureCache } from '@tapis/pki/x509'
import { PadesError, type TriedPlace } from '../errors.ts'
import type { EvidenceAnswer, EvidenceSource } from '../ports.ts'
import { revocationOf, triedInVain, unavailable, type ValidationData } from './revocation-data.ts'
import { readCertificates } from './signatures-in.ts'
import type { Target } from './targets.ts'

interface GatheringOptions {
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
 * Gathers validation data for the certificates, verified: signatures, authority of responders and
 * list issuers, timeliness at `at`. Not verified: that the paths lead to anybody's trust anchor.
 *
 * @param pool certificates at hand, from signatures and tokens
 * @throws PadesError EVIDENCE_UNAVAILABLE when a certificate says where its revocation is published
 *   and nothing usable comes from there; CERTIFICATE_REVOKED
 */
export async function gatherValidationData(
  targets: readonly Target[],
  pool: readonly Certificate[],
  options: GatheringOptions,
): Promise<ValidationData> {
  const own = (options.source.certificates ?? []).flatMap(readCertificates)
  const gathering = new Gathering({ ...options, source: bounded(options.source) }, [...pool, ...own])
  for (const target of targets) gathering.add(target)
  await gathering.run()
  return gathering.data()
}

/**
 * A certificate in the walk. A responder's issuer may have said that its revocation is not
 * published.
 */
type Member = Target & { readonly isResponder?: boolean }

/** Of a path: authorities above an issuer are looked up so far. */
const MAXIMUM_LENGTH = 10

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

  /** A certificate that several signatures rest on is judged by the latest of their moments. */
  add(member: Member): void {
    const index = this.#found.findIndex(({ certificate }) =>
      equalBytes(certificate.der, member.certificate.der),
    )
    const known = this.#found[index]
    if (known !== undefined) {
      this.#found[index] = strictest(known, member)
      return
    }
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
      const { goodUntil, spokenOf } = member
      this.add({ certificate: issuer, ...present({ goodUntil, spokenOf }) })
      const grounds = await revocationOf(member, issuer, {
        ...this.#options,
        candidates: this.#pool,
        signatures: this.#signatures,
        authoritiesAbove: (authority) => this.#authoritiesAbove(authority),
      })
      for (const { kind, der, signer } of grounds) {
        addOnce(kind === 'crl' ? this.#crls : this.#ocspResponses, der)
        this.#addSigner(signer, kind === 'ocsp')
      }
    }
  }

  /**
   * Whoever signed an answer is judged as of now, unless it is an authority of the path and judged
   * with it.
   */
  #addSigner(certificate: Certificate, isResponder: boolean): void {
    const isKnown = this.#found.some((member) => equalBytes(member.certificate.der, certificate.der))
    if (!isKnown) this.add({ certificate, isResponder })
  }

  /**
   * Returns the authority itself and those above it, up to a root, as far as they are at hand or to
   * be had.
   */
  async #authoritiesAbove(authority: Certificate): Promise<readonly Certificate[]> {
    const above = [authority]
    let last = authority
    while (above.length < MAXIMUM_LENGTH && !(await this.#isIssuedBy(last, last))) {
      const next = await this.#issuerOf(last)
      if (next === undefined) break
      above.push(next)
      last = next
    }
    return above
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

/**
 * Returns the member of which the stricter of both is asked: what one part excuses counts in both.
 */
function strictest(known: Member, other: Member): Member {
  const { certificate } = known
  const isTimestampAuthority = known.isTimestampAuthority === true && other.isTimestampAuthority === true
  const isResponder = known.isResponder === true && other.isResponder === true
  return {
    certificate,
    isTimestampAuthority,
    isResponder,
    ...present({
      goodUntil: later(known.goodUntil, other.goodUntil),
      spokenOf: later(known.spokenOf, other.spokenOf),
    }),
  }
}

/** Returns the later moment; undefined stands for now. */
function later(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (one === undefined || other === undefined) return undefined
  return one > other ? one : other
}

/** RFC 5280 §4.2.2.1: one certificate, or several in a SignedData that signs nothing. */
function certificatesIn(der: Uint8Array): readonly Certificate[] {
  const [single] = readCertificates(der)
  if (single !== undefined) return [single]
  try {
    return parseSignedData(readBer(der)).certificates.flatMap(readCertificates)
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
