// Object identifiers of timestamps by the name their standard gives them.

export const oid = {
  // RFC 5652
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  // RFC 3161
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  // RFC 2634 and RFC 5035
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const

/**
 * Policy of a city's own authority when none is configured. It lies under 32473, the enterprise number that RFC 5612
 * reserves for examples: a city with a written policy puts it under an arc of its own.
 */
export const examplePolicy = '1.3.6.1.4.1.32473.3161.1'
