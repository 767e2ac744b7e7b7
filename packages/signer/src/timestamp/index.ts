// Timestamps (RFC 3161): the city's own authority, its HTTP route, and the TimestampAuthority port
// in this process.

export { timestampAccess } from './access.ts'
export type { Rfc3161Authority } from './authority.ts'
export { createTimestampAuthority } from './authority.ts'
export type { CheckedClock } from './clock/checked-clock.ts'
export { createCheckedClock } from './clock/checked-clock.ts'
export type { NtpServer } from './clock/sntp.ts'
export { sntpReference } from './clock/sntp.ts'
export type { ClockState, LocalTime, TimeReference } from './clock/time-reference.ts'
export { askedReference } from './clock/time-reference.ts'
export { LocalTimestampAuthority } from './local-timestamp-authority.ts'
export { installationPolicy } from './policy.ts'
export { createTimestampRoutes } from './routes.ts'
