// What one validation judges certificates by: made once for a file, filled as its signatures are read.
import { signatureCache } from '@tapis/pki/x509'
import type { StoredItem } from '../document-security-store.ts'
import type { TrustMaterial } from '../path/trust.ts'
import { ProofsOfExistence } from '../time/proofs.ts'
import type { CarriedEvidence } from './carried-evidence.ts'
import { certificateReader } from './certificate-pool.ts'
import { EvidencePool } from './evidence.ts'

/** @param stored of the Document Security Store. @param given by the caller, beside the file */
export function trustMaterial(
  basis: Pick<TrustMaterial, 'anchors' | 'at' | 'hash' | 'policy'>,
  {
    stored = [],
    given,
  }: { readonly stored?: readonly StoredItem[]; readonly given?: Partial<CarriedEvidence> } = {},
): TrustMaterial {
  const reader = certificateReader()
  const evidence = new EvidencePool(reader)
  for (const { kind, der, revision } of stored) evidence.add({ [kind]: [der] }, { from: 'dss', revision })
  if (given !== undefined) evidence.add(given, { from: 'caller' })
  return {
    ...basis,
    reader,
    stored,
    evidence,
    proofs: new ProofsOfExistence(),
    signatures: signatureCache(),
    answers: new Map(),
  }
}
