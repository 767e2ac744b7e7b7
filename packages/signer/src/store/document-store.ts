// Where signed files live: a port, so that a folder today and an object store tomorrow look the
// same. Files are written once and never changed; what a file means is known to the database alone.

/**
 * A name inside the store: capital letters and digits, then optionally a lower-case extension.
 * `0123456789ABCDEF.pdf`
 */
export type StoreKey = string & { readonly __tag: 'StoreKey' }

/** One stored file, without its bytes. */
export interface StoredObject {
  readonly key: StoreKey
  readonly bytes: number
  readonly storedAt: Date
}

/** What an interrupted `put` left, or one that is at work. */
export interface UnfinishedObject {
  /** Of the store's making; only good for `setAsideUnfinished`. */
  readonly name: string
  readonly bytes: number
  readonly storedAt: Date
}

/**
 * A document store. Every method rejects with `StoreError('STORE_UNAVAILABLE')` when the medium
 * fails.
 */
export interface DocumentStore {
  /** The id of the installation that claimed the store, or `undefined`. Writes nothing. */
  identity(): Promise<string | undefined>
  /**
   * Makes the store ready and writes into it whose it is, durably. A store MUST be claimed before
   * the first `put`: one that is not there, such as a volume that is not mounted, then takes
   * nothing. Claimed by the same id before: nothing happens.
   * @throws StoreError `STORE_CLAIMED` when it is another installation's; that claim stays.
   */
  claim(installationId: string): Promise<void>
  /** Writes, syncs and removes a few bytes: resolves when a `put` would find room. */
  probe(): Promise<void>
  /**
   * Stores the bytes. When the promise resolves they MUST survive a power cut; when it rejects,
   * nothing MUST be visible under the key.
   * @throws StoreError `STORE_KEY_TAKEN` when the key exists: nothing is ever overwritten.
   */
  put(key: StoreKey, bytes: Uint8Array): Promise<void>
  /**
   * The bytes as they were stored, or `undefined`. That they are still the same is NOT verified.
   */
  get(key: StoreKey): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** What is stored under the key, without its bytes, or `undefined`. */
  find(key: StoreKey): Promise<StoredObject | undefined>
  /** Removes the file. Not there: nothing happens. */
  delete(key: StoreKey): Promise<void>
  /**
   * Everything stored, in no order. Files that come or go meanwhile may or may not be seen; a store
   * that is not there has none.
   */
  list(): AsyncIterable<StoredObject>
  /** Everything that is written and not stored yet, or never will be. */
  listUnfinished(): AsyncIterable<UnfinishedObject>
  /**
   * Takes a file out of the store without destroying it: it is kept under `shelf`, a date such as
   * `2026-11-24`, for a person to look at. Not there: nothing happens. @throws StoreError
   * `STORE_KEY_TAKEN` when the shelf has such a file already
   */
  setAside(key: StoreKey, shelf: string): Promise<void>
  /** The same for what is unfinished. */
  setAsideUnfinished(name: string, shelf: string): Promise<void>
}

/** Why it was not. Stable. */
export type StoreErrorCode = 'STORE_KEY_TAKEN' | 'STORE_CLAIMED' | 'STORE_UNAVAILABLE'

/** Why a file was not stored or read. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * Reads a key. Anything with a slash, a dot segment or another character than the few allowed is
 * `undefined`.
 */
export function parseStoreKey(text: string): StoreKey | undefined {
  return isStoreKey(text) ? text : undefined
}

/** As `parseStoreKey`, for names that we made ourselves. @throws TypeError */
export function storeKey(text: string): StoreKey {
  if (!isStoreKey(text)) throw new TypeError('not a store key')
  return text
}

function isStoreKey(text: string): text is StoreKey {
  return /^[0-9A-Z]{8,64}(\.[a-z0-9]{1,8})?$/.test(text)
}
