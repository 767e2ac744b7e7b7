// The point of no return: the file into the store, then its record with its steps in one
// transaction. A crash between the two leaves a file that nobody knows, which `tapis fsck` finds; a
// record without its file cannot come about.
import type { NewDocument, NewEvent, SignedDocument } from '@tapis/db'
import { DatabaseError, type DatabaseErrorCode, findDocument, recordDocument } from '@tapis/db'
import { present } from '@tapis/pki'
import { loggedCauses } from '../log/logger.ts'
import type { SignerDeps } from '../signer-deps.ts'
import { type StoreKey, storeKey } from '../store/document-store.ts'
import type { HeldKey } from './idempotency.ts'

/**
 * After these the transaction is known to have had no effect. After any other it may have been
 * committed unheard.
 */
const NOT_RECORDED: ReadonlySet<DatabaseErrorCode> = new Set([
  'CONFLICT',
  'NOT_FOUND',
  'INVALID',
  'IMMUTABLE',
  'LEASE_LOST',
  'RETRY',
])

/**
 * @throws StoreError, DatabaseError; then there is no record, and no file or one that belongs to
 *   none
 */
export async function publish(
  deps: Pick<SignerDeps, 'db' | 'documentStore' | 'logger'>,
  held: HeldKey | undefined,
  pdf: Uint8Array,
  document: Omit<NewDocument, 'fileKey'> & { readonly event: NewEvent },
): Promise<SignedDocument> {
  const fileKey = storeKey(`${document.code}.pdf`)
  await deps.documentStore.put(fileKey, pdf)
  try {
    return await recordDocument(deps.db, { ...document, fileKey, ...present({ idempotency: held }) })
  } catch (error) {
    if (error instanceof DatabaseError && NOT_RECORDED.has(error.code)) {
      await discard(deps, fileKey)
      throw error
    }
    return await recordedAfterAll(deps, document, error)
  }
}

/**
 * The connection may have broken after the server committed: then the document exists and must be
 * answered as such.
 */
async function recordedAfterAll(
  { db, logger }: Pick<SignerDeps, 'db' | 'logger'>,
  { code, agencyId }: Omit<NewDocument, 'fileKey'>,
  error: unknown,
): Promise<SignedDocument> {
  logger({ event: 'failure', causes: loggedCauses(error) })
  const found = await findDocument(db, code, { applicationAgency: agencyId }).catch(() => undefined)
  // Not seen is not proof of absence while the server may still be committing: the file stays.
  if (found === undefined) throw error
  return found
}

async function discard(
  { documentStore, logger }: Pick<SignerDeps, 'documentStore' | 'logger'>,
  key: StoreKey,
) {
  // A file that stays belongs to no record; the client must hear of the first failure, not of this
  // one.
  await documentStore
    .delete(key)
    .catch((error: unknown) => logger({ event: 'failure', causes: loggedCauses(error) }))
}
