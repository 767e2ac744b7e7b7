export {
  CODE_ALPHABET,
  CODE_RANDOM_BYTES,
  type DocumentCode,
  documentCodeFrom,
  formatDocumentCode,
  parseDocumentCode,
} from './document-code.ts'
export {
  type ErrorCorrection,
  type QrCode,
  QUIET_ZONE_MODULES,
  qrCode,
  SMALLEST_MODULE_POINTS,
} from './qr-code.ts'
export {
  type PortalOrigin,
  parsePortalOrigin,
  printedHost,
  verificationUrl,
} from './verification-url.ts'
