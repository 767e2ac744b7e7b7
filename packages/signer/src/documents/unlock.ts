// A custodian whose key is opened by the passphrase only when there is something to sign, after the document has passed
// every check, and let go at once.

import { openCustodian } from '@tapis/custody'
import { type KeyCustodian, signMessage } from '@tapis/pades/create'
import type { Origin } from '../trace.ts'
import type { Signatory } from './authorise.ts'
import type { PassphraseThrottle } from './passphrase-throttle.ts'

const ALGORITHMS = ['ecdsa-p256-sha256', 'ecdsa-p384-sha384', 'rsa-pkcs1-sha256'] as const

/** `sign` rejects with ApiError PASSPHRASE_WRONG or RATE_LIMITED, or CustodyError. @throws TypeError unknown algorithm */
export function passphraseCustodian(
  throttle: PassphraseThrottle,
  { signerId, credential }: Signatory,
  passphrase: string,
  { origin, signal }: { readonly origin: Origin; readonly signal: AbortSignal },
): KeyCustodian {
  const { encryptedKey, algorithm: named } = credential.credential
  const algorithm = ALGORITHMS.find((name) => name === named)
  if (algorithm === undefined) throw new TypeError('a credential with an algorithm that no custodian has')
  // The root is left out: who trusts it has it, and who does not gains nothing from a copy in the file.
  const certificatePath = credential.certificatePath.slice(0, -1).map(({ der }) => der)
  return {
    certificatePath,
    takes: 'message',
    algorithm,
    async sign(message, options) {
      using opened = await throttle.attempt(
        signerId,
        origin,
        () =>
          openCustodian(
            { kind: 'software', encryptedKey, certificatePath },
            { kind: 'passphrase', passphrase },
          ),
        signal,
      )
      return await signMessage(opened, message, options)
    },
  }
}
