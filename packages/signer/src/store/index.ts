// The document store alone, for whoever opens it without signing.
export {
  type DocumentStore,
  parseStoreKey,
  type StoredObject,
  StoreError,
  type StoreErrorCode,
  type StoreKey,
} from './document-store.ts'
export { openFolderStore } from './folder-store.ts'
