// The service is configured by flags first, then by the environment, then by defaults.

import { availableParallelism } from 'node:os'
import type { PreflightPolicy } from '@tapis/pades/create'
import { present } from '@tapis/pki'
import type { PortalOrigin } from '@tapis/qr-seal'
import { parseFlags, text, yes } from '../command-line/parse-flags.ts'
import { UsageError } from '../command-line/usage-error.ts'
import { readPublicOrigins } from './public-origins.ts'
import {
  readHostNames,
  readObjectIdentifier,
  readOneOf,
  readPort,
  readPreflight,
  readWholeNumber,
  readYesOrNo,
} from './values.ts'
import {
  dropBlank,
  type Environment,
  readVariable,
  requireKnownVariables,
  type VariableName,
} from './variables.ts'

/** The flags of every command that runs the service or prepares it. */
export const FLAGS = {
  host: text,
  'api-port': text,
  'portal-port': text,
  data: text,
  local: yes,
}

/** The place of the data. */
export interface DataPlace {
  /** Folder of documents, secrets and, without `databaseUrl`, of the database. */
  readonly dataFolder: string
  /** `postgres://…`; absent means PGlite in the data folder. */
  readonly databaseUrl?: string
}

/**
 * The configuration of the service. Secrets are not in it: they are read where they are used
 * (`secrets.ts`).
 */
export interface Configuration extends DataPlace {
  /**
   * Address to listen on. The default is loopback: passphrases pass over this port, and TLS ends at
   * a proxy.
   */
  readonly host: string
  readonly apiPort: number
  readonly portalPort: number
  /**
   * The portal as citizens reach it: it goes into every QR code and cannot be changed afterwards.
   */
  readonly portalOrigin: PortalOrigin
  /** The API as agencies reach it; certificates name it for their CRL. */
  readonly apiOrigin: string
  readonly documentBytes: number
  readonly preflight: PreflightPolicy
  readonly cityName: string
  /**
   * Whether visitors' addresses come in `X-Forwarded-For`. Default false: without a proxy anybody
   * could write one.
   */
  readonly behindProxy: boolean
  /**
   * Who may ask for timestamps at `/tsa`: everybody, registered applications, or nobody but the
   * service itself. Default open.
   */
  readonly timestampAccess: (typeof TIMESTAMP_ACCESS)[number]
  /** Policy that timestamps are issued under, a dotted OID. Absent means the authority's own. */
  readonly timestampPolicy?: string
  /** Hosts that the clock is compared with; empty means none. */
  readonly ntpServers: readonly string[]
  /** Threads or processes that sign; default one for each core. */
  readonly workers: number
  /** Signing requests that wait for their turn before further ones are refused; default 64. */
  readonly queueLength: number
}

const TIMESTAMP_ACCESS = ['open', 'applications', 'closed'] as const

const DEFAULT_DOCUMENT_BYTES = 32 * 1024 * 1024

const DEFAULT_QUEUE = 64

/**
 * Reads the configuration from command line flags (`--host`, `--api-port`, `--portal-port`,
 * `--data`, `--local`) and the environment.
 *
 * @throws UsageError when a flag or a `TAPIS_` variable is unknown, an address is missing, or a
 *   value does not make sense.
 */
export function readConfiguration(parameters: readonly string[], environment: Environment): Configuration {
  const { configuration, files } = readConfigurationAndFiles(parameters, environment)
  if (files.length > 0) throw new UsageError(`unexpected argument ${files.join(' ')}`)
  return configuration
}

/** Reads the same for a command that takes other words too, in any order with the flags. */
function readConfigurationAndFiles(
  parameters: readonly string[],
  environment: Environment,
): { readonly configuration: Configuration; readonly files: readonly string[] } {
  const { values, positionals: files } = parseFlags(parameters, FLAGS)
  return { configuration: configurationOf(values, environment), files }
}

/** The values of {@link FLAGS}. */
interface ServiceFlags {
  readonly host?: string | undefined
  readonly 'api-port'?: string | undefined
  readonly 'portal-port'?: string | undefined
  readonly data?: string | undefined
  /** Whether addresses that are not given are this machine's. */
  readonly local: boolean
}

/**
 * Reads the configuration of a command that has flags of its own beside the service's.
 * @throws UsageError
 */
export function configurationOf(flags: ServiceFlags, environment: Environment): Configuration {
  const place = readDataPlace(flags, environment)
  const value = (name: VariableName) => readVariable(environment, name)
  const apiPort = readPort('--api-port', dropBlank(flags['api-port']) ?? value('TAPIS_API_PORT'), 8080)
  const portalPort = readPort(
    '--portal-port',
    dropBlank(flags['portal-port']) ?? value('TAPIS_PORTAL_PORT'),
    8081,
  )
  if (apiPort === portalPort) throw new UsageError(`the API and the portal cannot share port ${apiPort}`)
  const timestampPolicy = readObjectIdentifier('TAPIS_TSA_POLICY', value('TAPIS_TSA_POLICY'))
  return {
    ...place,
    host: flags.host ?? value('TAPIS_HOST') ?? '127.0.0.1',
    apiPort,
    portalPort,
    ...readPublicOrigins({
      portal: { name: 'TAPIS_PORTAL_ORIGIN', origin: value('TAPIS_PORTAL_ORIGIN'), port: portalPort },
      api: { name: 'TAPIS_API_ORIGIN', origin: value('TAPIS_API_ORIGIN'), port: apiPort },
      isLocal: flags.local,
      allowsPlainHttp: readYesOrNo('TAPIS_PLAIN_HTTP', value('TAPIS_PLAIN_HTTP')),
    }),
    documentBytes: readWholeNumber(
      'TAPIS_MAX_DOCUMENT_BYTES',
      value('TAPIS_MAX_DOCUMENT_BYTES'),
      DEFAULT_DOCUMENT_BYTES,
    ),
    preflight: readPreflight('TAPIS_PREFLIGHT', value('TAPIS_PREFLIGHT') ?? 'warn'),
    cityName: value('TAPIS_CITY') ?? 'Kota Bandar Lampung',
    behindProxy: readYesOrNo('TAPIS_BEHIND_PROXY', value('TAPIS_BEHIND_PROXY')),
    timestampAccess: readOneOf('TAPIS_TSA', value('TAPIS_TSA'), TIMESTAMP_ACCESS),
    ...present({ timestampPolicy }),
    ntpServers: readHostNames('TAPIS_NTP_SERVERS', value('TAPIS_NTP_SERVERS')),
    workers: readWholeNumber('TAPIS_WORKERS', value('TAPIS_WORKERS'), availableParallelism()),
    queueLength: readWholeNumber('TAPIS_QUEUE', value('TAPIS_QUEUE'), DEFAULT_QUEUE),
  }
}

/**
 * Reads the place of the data for a command that needs nothing else of the service.
 * @throws UsageError for an unknown `TAPIS_` variable
 */
export function readDataPlace({ data }: Pick<ServiceFlags, 'data'>, environment: Environment): DataPlace {
  requireKnownVariables(environment)
  const databaseUrl = readVariable(environment, 'DATABASE_URL')
  const dataFolder = data ?? readVariable(environment, 'TAPIS_DATA') ?? 'data'
  return { dataFolder, ...present({ databaseUrl }) }
}
