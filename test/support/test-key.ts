// Keys in PKCS#12 files, invented and public (packages/custody/src/fixtures), as somebody would
// bring their own.

import { fileURLToPath } from 'node:url'

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../packages/custody/src/fixtures/${name}`, import.meta.url))

export const TEST_KEY = {
  file: fixture('rsa2048-modern.p12'),
  /** Another holder's, as older Windows exports it. */
  legacyFile: fixture('p256-legacy-3des.p12'),
  environment: { TAPIS_PASSPHRASE: 'Sirih-Pinang-é-2026' },
} as const
