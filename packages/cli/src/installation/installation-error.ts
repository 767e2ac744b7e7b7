// A start is refused because what was found does not belong together. Nothing was made or changed.

/**
 * - DATA_NOT_PRIVATE: others of this machine can read the database, the secrets or the documents,
 *   or own them.
 * - DATABASE_EMPTY: signed files are there, and the database knows no document.
 * - DOCUMENTS_MISSING: the database has documents, and the folder has no files.
 * - INSTALLATION_MISMATCH: the documents are another installation's.
 * - NEWEST_DOCUMENTS_MISSING: the folder is nobody's, and files of the newest documents are not in
 *   it.
 * - ROOT_DIFFERS: the published root certificate is not this database's.
 * - PORTAL_ORIGIN_DIFFERS: QR codes were led elsewhere so far.
 */
type InstallationErrorCode =
  | 'DATA_NOT_PRIVATE'
  | 'DATABASE_EMPTY'
  | 'DOCUMENTS_MISSING'
  | 'INSTALLATION_MISMATCH'
  | 'NEWEST_DOCUMENTS_MISSING'
  | 'ROOT_DIFFERS'
  | 'PORTAL_ORIGIN_DIFFERS'

export class InstallationError extends Error {
  override readonly name = 'InstallationError'
  readonly code: InstallationErrorCode
  /** @param message what was found where, what probably happened, what to do */
  constructor(code: InstallationErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
