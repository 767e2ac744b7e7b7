// The stamp of one signature at its place.
import type { SignatureAppearance } from '@tapis/pades/create'
import type { DocumentCode } from '@tapis/qr-seal'
import type { ResolvedPlace } from '../place/place.ts'
import type { SignerDeps } from '../signer-deps.ts'
import { drawStamp } from '../stamp/index.ts'
import type { Signatory } from './authorise.ts'

/** What it says of the certificate comes from the certificate that signs. @throws StampError STAMP_BOX_TOO_SMALL */
export function stampAt(
  { portalOrigin }: Pick<SignerDeps, 'portalOrigin'>,
  { snapshot, caName, credential }: Signatory,
  code: DocumentCode,
  signedAt: Date,
  { page, box }: ResolvedPlace,
): SignatureAppearance {
  const { kind, signerName, position, agencyName } = snapshot
  const { certifiedProvider } = credential.certificate
  const { content, fonts } = drawStamp({
    width: box.width,
    height: box.height,
    portalOrigin,
    code,
    lines: { kind, signerName, position, agencyName, signedAt, caName, certifiedProvider },
  })
  return { page, rect: box, content, fonts }
}
