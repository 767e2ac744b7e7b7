// Reads what `tapis sign` is told: flags become values once, and everything doubtful is refused
// before a key is opened.

import type { PreflightPolicy } from '@tapis/pades/create'
import { present } from '@tapis/pki'
import type { Place } from '@tapis/stamp'
import { parseFlags, text, texts, yes } from '../../command-line/parse-flags.ts'
import { UsageError } from '../../command-line/usage-error.ts'
import { readPreflight } from '../../configuration/values.ts'
import { type Environment, readVariable } from '../../configuration/variables.ts'
import { type Level, readLevel } from '../../files/baseline.ts'
import { type FileJob, pairFiles } from '../../files/inputs-and-outputs.ts'
import { type CoveredPolicy, readCovered } from './covered.ts'
import { readPlace } from './place-flags.ts'

const FLAGS = {
  p12: text,
  out: text,
  overwrite: yes,
  tsa: texts,
  trust: texts,
  'private-network': yes,
  level: text,
  place: text,
  anchor: text,
  size: text,
  occurrence: text,
  otherwise: text,
  covered: { ...text, default: 'warn' },
  field: text,
  certify: text,
  preflight: { ...text, default: 'warn' },
  password: text,
  reason: text,
  location: text,
}

export interface SigningOptions {
  readonly jobs: readonly FileJob[]
  /** Folder of the outputs, made when the work begins; undefined where an output was named. */
  readonly folder: string | undefined
  /** Whether outputs that exist are replaced, the input itself among them. */
  readonly overwrite: boolean
  readonly p12: string
  readonly level: Level
  readonly tsa: readonly string[]
  /** Names of files of root certificates, for validation data. */
  readonly trust: readonly string[]
  readonly isPrivateAsked: boolean
  /** In points; the lower left corner of the page as displayed is the origin. */
  readonly place?: Place
  /** Says what becomes of a visible signature that would hide something of its page. */
  readonly covered: CoveredPolicy
  readonly certify?: 1 | 2 | 3
  readonly preflight: PreflightPolicy
  /** Password of the PDF, not of the key. */
  readonly password?: string
  readonly fields: {
    readonly fieldName?: string
    readonly reason?: string
    readonly location?: string
  }
}

/** Reads the options. @throws UsageError with the flag that does not make sense */
export async function readSigningOptions(
  parameters: readonly string[],
  environment: Environment,
): Promise<SigningOptions> {
  const { values, positionals } = parseFlags(withCertifyNumber(parameters), FLAGS)
  const jobs = await pairFiles('sign', positionals, values.out)
  const { p12, tsa } = values
  if (p12 === undefined) throw new UsageError('tapis sign needs --p12 FILE, the key and its certificate')
  // The level is as high as what is named takes it.
  const level = readLevel(values.level ?? (tsa.length === 0 ? 'B-B' : 'B-T'), tsa)
  if (level === 'B-B' && tsa.length > 0) throw new UsageError('--level B-B has no timestamp: leave out --tsa')
  const place = readPlace(values)
  const certify = readCertify(values.certify)
  const preflight = readPreflight('--preflight', values.preflight)
  const password = values.password ?? readVariable(environment, 'TAPIS_PDF_PASSWORD')
  return {
    jobs,
    folder: values.out,
    overwrite: values.overwrite,
    p12,
    level,
    tsa,
    trust: values.trust,
    isPrivateAsked: values['private-network'],
    covered: readCovered(values.covered),
    preflight,
    ...present({ place, certify, password }),
    fields: present({ fieldName: values.field, reason: values.reason, location: values.location }),
  }
}

/** Adds the usual permission to `--certify` alone, 2: filling in and signing. */
function withCertifyNumber(parameters: readonly string[]): string[] {
  return parameters.map((parameter, index) =>
    parameter === '--certify' && !/^\d+$/.test(parameters[index + 1] ?? '') ? '--certify=2' : parameter,
  )
}

function readCertify(text: string | undefined): 1 | 2 | 3 | undefined {
  switch (text) {
    case undefined:
      return undefined
    case '1':
      return 1
    case '2':
      return 2
    case '3':
      return 3
    default:
      throw new UsageError(
        '--certify must be 1 (no changes), 2 (filling in and signing) or 3 (annotations too)',
      )
  }
}
