// @tapis/signer: the signing API, and what an operator's commands set up for it. The only service
// with keys.

export type { EncryptedKey } from '@tapis/custody'
export { CustodyError, type CustodyErrorCode, weakKeyDerivationForTests } from '@tapis/custody'
export { createSignerApp } from './app.ts'
export { holdsPersonalNumber, PkiError, type PkiErrorCode } from './certificate-authority/index.ts'
export { compareStore, type StoreCounts, type StoreFinding } from './fsck/compare-store.ts'
export { setAsideOrphans, setAsideUnfinished } from './fsck/set-aside.ts'
export { faultOfLine, type LineFault, REFUSED_FOR_ANCHORS } from './http/fields/shown-text.ts'
export { createRequestLimit, type RequestLimit } from './http/request-limit.ts'
export { type LogEntry, type Logger, loggedCauses } from './log/logger.ts'
export { type IssuedCredential, issueCredential } from './people/credential.ts'
export {
  type Enrolment,
  type EnrolmentOptions,
  enrolSigner,
  knownOfHolder,
  type PreparationOptions,
  type PreparedEnrolment,
  prepareEnrolment,
  recordEnrolment,
} from './people/enrol-signer.ts'
export { findPersonByNik } from './people/find-signer.ts'
export {
  derivePersonalDataKeys,
  maskNik,
  type Nik,
  type PersonalDataKeys,
  parseNik,
  revealNik,
} from './people/personal-data.ts'
export {
  type ApplicationCredential,
  createAgency,
  createApplication,
  createTemplate,
} from './people/register.ts'
export type { FieldError, Problem } from './problems/problem.ts'
export type { ProblemCode } from './problems/problem-table.ts'
export { checkMasterKey } from './setup/check-master-key.ts'
export { SetupError, type SetupErrorCode } from './setup/errors.ts'
export { type OpenAuthority, type OpenCa, openAuthority, openCa } from './setup/open-authority.ts'
export { createPublication } from './setup/publication.ts'
export { type City, type CitySetup, setUpCity } from './setup/set-up-city.ts'
export type { Publication, Readiness, SignerDeps, SignerLimits, TimestampAccess } from './signer-deps.ts'
export {
  type DocumentStore,
  parseStoreKey,
  StoreError,
  type StoreErrorCode,
  type StoreKey,
} from './store/document-store.ts'
export { openFolderStore } from './store/folder-store.ts'
export {
  askedReference,
  type CheckedClock,
  type ClockState,
  createCheckedClock,
  createTimestampAuthority,
  installationPolicy,
  LocalTimestampAuthority,
  type NtpServer,
  type Rfc3161Authority,
  sntpReference,
  type TimeReference,
} from './timestamp/index.ts'
export { openUploadFolder, type UploadFolder } from './uploads/upload.ts'
export { findAnchor } from './work/find-anchor.ts'
export { createPdfThreads, type PdfThreads, type PdfThreadsOptions } from './work/pdf-threads.ts'
