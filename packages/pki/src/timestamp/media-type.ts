// The two media types of RFC 3161 §3.4, and how a Content-Type header is compared with them.

/** The media type of a request. */
export const timestampQuery = 'application/timestamp-query'
/** The media type of a response. */
export const timestampReply = 'application/timestamp-reply'

/** Returns type and subtype in lower case, without parameters. */
export const mediaType = (header: string | null | undefined): string | undefined =>
  header?.split(';')[0]?.trim().toLowerCase()
