// A signatory's key as a custodian that opens it only when there is something to sign, after the
// document has passed every check, and lets it go at once.
import {
  type Activation,
  CustodyError,
  type Credential as KeyCredential,
  openCustodian,
} from '@tapis/custody'
import type { ActiveCredential } from '@tapis/db'
import { type KeyCustodian, type SignatureAlgorithmName, signMessage } from '@tapis/pades/create'
import type { Origin } from '../log/trace.ts'
import type { Signatory } from './authorise.ts'
import type { PassphraseThrottle } from './passphrase-throttle.ts'

/**
 * `sign` rejects with ApiError PASSPHRASE_WRONG or RATE_LIMITED, or CustodyError:
 * KEY_CERTIFICATE_MISMATCH when the opened key is not that of the registered certificate.
 * @throws CustodyError CREDENTIAL_KIND_UNSUPPORTED, before anything was read; TypeError for an
 *   algorithm that no custodian has
 */
export function keyOnDemand(
  throttle: PassphraseThrottle,
  { signerId, credential }: Signatory,
  activation: Activation,
  { origin, signal }: { readonly origin: Origin; readonly signal: AbortSignal },
): KeyCustodian {
  const kept = keptKey(credential)
  const certificatePath = writtenPath(credential)
  return {
    certificatePath,
    takes: 'message',
    algorithm: algorithmOf(credential),
    async sign(message, options) {
      const open = () => openCustodian(kept, activation)
      using opened = await throttle.attempt(signerId, origin, open, signal)
      requireCertificate(opened, certificatePath)
      return await signMessage(opened, message, options)
    },
  }
}

/**
 * What the database holds, as custody opens it. A kind that this build cannot open is refused: no
 * other key stands in for it.
 */
function keptKey(active: ActiveCredential): KeyCredential {
  const { credential } = active
  switch (credential.kind) {
    case 'software': {
      const { kind, encryptedKey } = credential
      return { kind, encryptedKey, certificatePath: writtenPath(active) }
    }
    case 'pkcs12':
      return { kind: 'pkcs12', file: credential.encryptedKey }
    case 'pkcs11':
    case 'remote':
      throw new CustodyError(
        'CREDENTIAL_KIND_UNSUPPORTED',
        `expected a key of the kind software or pkcs12, found ${credential.kind}`,
      )
  }
}

/**
 * DER. The root is left out: who trusts it has it, and who does not gains nothing from a copy in
 * the file.
 */
const writtenPath = ({ certificatePath }: ActiveCredential) =>
  certificatePath.slice(0, -1).map(({ der }) => der)

const ALGORITHMS: readonly SignatureAlgorithmName[] = [
  'ecdsa-p256-sha256',
  'ecdsa-p384-sha384',
  'rsa-pkcs1-sha256',
]

function algorithmOf({ credential }: ActiveCredential): SignatureAlgorithmName {
  const algorithm = ALGORITHMS.find((name) => name === credential.algorithm)
  if (algorithm === undefined) throw new TypeError('a credential with an algorithm that no custodian has')
  return algorithm
}

/**
 * A file that its holder brought has certificates of its own.
 * @throws CustodyError KEY_CERTIFICATE_MISMATCH
 */
function requireCertificate(opened: KeyCustodian, [registered]: readonly Uint8Array[]): void {
  const [own] = opened.certificatePath
  if (own !== undefined && registered !== undefined && Buffer.compare(own, registered) === 0) return
  throw new CustodyError(
    'KEY_CERTIFICATE_MISMATCH',
    'the opened key is not that of the registered certificate',
  )
}
