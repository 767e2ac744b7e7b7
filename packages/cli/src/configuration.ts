// What the service is told from outside: flags first, then the environment, then defaults.

import type { PreflightPolicy } from '@tapis/pades/create'
import { type PortalOrigin, parsePortalOrigin } from '@tapis/qr-seal'
import { parseFlags, text } from './parse-flags.ts'
import { readPreflight } from './preflight-policy.ts'
import { UsageError } from './usage-error.ts'

const FLAGS = {
  host: text,
  'api-port': text,
  'portal-port': text,
  data: text,
}

/** How the service runs. Secrets are not here: they are read where they are used (`secrets.ts`). */
export interface Configuration {
  /** Address to listen on; loopback unless told, since passphrases pass over this port and TLS ends at a proxy. */
  readonly host: string
  readonly apiPort: number
  readonly portalPort: number
  /** Folder of documents, secrets and, without `databaseUrl`, of the database. */
  readonly dataFolder: string
  /** `postgres://…`; absent means PGlite in the data folder. */
  readonly databaseUrl?: string
  /** The portal as citizens reach it: it goes into every QR code and cannot be changed afterwards. */
  readonly portalOrigin: PortalOrigin
  /** The API as agencies reach it; certificates name it for their CRL. */
  readonly apiOrigin: string
  readonly documentBytes: number
  readonly preflight: PreflightPolicy
  readonly cityName: string
  /** Whether visitors' addresses come in `X-Forwarded-For`; default false, since without a proxy anybody could write one. */
  readonly behindProxy: boolean
}

/** The variables that are read, with what they mean; `tapis help` prints this table. */
export const VARIABLES = [
  ['TAPIS_HOST', 'address to listen on (default 127.0.0.1)'],
  ['TAPIS_API_PORT', 'port of the signing API (default 8080)'],
  ['TAPIS_PORTAL_PORT', 'port of the verification portal (default 8081)'],
  ['TAPIS_DATA', 'documents, secrets, database, trusted roots (default ./data; for roots: none)'],
  ['DATABASE_URL', 'postgres://…; without it, PGlite in the data folder'],
  [
    'TAPIS_PORTAL_DATABASE_URL',
    'the same for the portal, with a role that may read little (default DATABASE_URL)',
  ],
  ['TAPIS_PORTAL_ORIGIN', 'the portal as citizens reach it (default http://localhost:PORT)'],
  ['TAPIS_API_ORIGIN', 'the API as agencies reach it (default http://localhost:PORT)'],
  ['TAPIS_MAX_DOCUMENT_BYTES', 'largest PDF accepted (default 33554432, 32 MiB)'],
  ['TAPIS_PREFLIGHT', 'off, warn or refuse: what in a PDF could harm its signature (default warn)'],
  ['TAPIS_CITY', 'name of the city (default Kota Bandar Lampung)'],
  ['TAPIS_BEHIND_PROXY', 'yes when only a reverse proxy reaches the ports (default no)'],
  ['TAPIS_MASTER_KEY', '32 bytes in hex that protect NIKs (default: made once in the data folder)'],
  ['TAPIS_OPERATOR_PASSPHRASE', 'opens the CA and timestamp keys (default: made once in the data folder)'],
  ['TAPIS_PASSPHRASE', 'passphrase for `tapis sign`, instead of being asked'],
  ['TAPIS_PDF_PASSWORD', 'password of encrypted PDFs; --password can be seen by other users'],
  ['TAPIS_DEBUG', 'set: errors are shown with their stack'],
] as const satisfies readonly (readonly [name: string, meaning: string])[]

export type VariableName = (typeof VARIABLES)[number][0]

export type Environment = Readonly<Record<string, string | undefined>>

const DEFAULT_DOCUMENT_BYTES = 32 * 1024 * 1024

/**
 * The configuration from command line flags (`--host`, `--api-port`, `--portal-port`, `--data`) and the environment.
 *
 * @throws UsageError when a flag is unknown or a value does not make sense.
 */
export function readConfiguration(parameters: readonly string[], environment: Environment): Configuration {
  const { configuration, files } = readConfigurationAndFiles(parameters, environment)
  if (files.length > 0) throw new UsageError(`unexpected argument ${files.join(' ')}`)
  return configuration
}

/** The same for a command that takes files too, in any order with the flags. */
export function readConfigurationAndFiles(
  parameters: readonly string[],
  environment: Environment,
): { readonly configuration: Configuration; readonly files: readonly string[] } {
  const { values: flags, positionals: files } = parseFlags(parameters, FLAGS)
  const apiPort = port('--api-port', flags['api-port'] ?? variable(environment, 'TAPIS_API_PORT'), 8080)
  const portalPort = port(
    '--portal-port',
    flags['portal-port'] ?? variable(environment, 'TAPIS_PORTAL_PORT'),
    8081,
  )
  if (apiPort === portalPort) throw new UsageError(`the API and the portal cannot share port ${apiPort}`)
  const databaseUrl = variable(environment, 'DATABASE_URL')
  const configuration = {
    host: flags.host ?? variable(environment, 'TAPIS_HOST') ?? '127.0.0.1',
    apiPort,
    portalPort,
    dataFolder: flags.data ?? variable(environment, 'TAPIS_DATA') ?? 'data',
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    portalOrigin: origin('TAPIS_PORTAL_ORIGIN', environment, portalPort),
    apiOrigin: origin('TAPIS_API_ORIGIN', environment, apiPort),
    documentBytes: positive('TAPIS_MAX_DOCUMENT_BYTES', environment, DEFAULT_DOCUMENT_BYTES),
    preflight: readPreflight('TAPIS_PREFLIGHT', variable(environment, 'TAPIS_PREFLIGHT') ?? 'warn'),
    cityName: variable(environment, 'TAPIS_CITY') ?? 'Kota Bandar Lampung',
    behindProxy: yesOrNo('TAPIS_BEHIND_PROXY', environment),
  }
  return { configuration, files }
}

/** A variable's value. One that is set to nothing counts as not set: that is how compose files leave one out. */
export function variable(environment: Environment, name: VariableName): string | undefined {
  return given(environment[name])
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value
}

function port(name: string, text: string | undefined, byDefault: number): number {
  const value = given(text) === undefined ? byDefault : Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 65_535) {
    throw new UsageError(`${name} must be a port from 1 to 65535`)
  }
  return value
}

function positive(name: VariableName, environment: Environment, byDefault: number): number {
  const text = variable(environment, name)
  const value = text === undefined ? byDefault : Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new UsageError(`${name} must be a whole number above 0`)
  return value
}

function yesOrNo(name: VariableName, environment: Environment): boolean {
  const text = variable(environment, name) ?? 'no'
  if (text !== 'yes' && text !== 'no') throw new UsageError(`${name} must be yes or no`)
  return text === 'yes'
}

function origin(name: VariableName, environment: Environment, localPort: number): PortalOrigin {
  try {
    return parsePortalOrigin(variable(environment, name) ?? `http://localhost:${localPort}`)
  } catch {
    throw new UsageError(`${name} must be scheme, host and port only, like https://tte.example`)
  }
}
