// What `tapis onboard` is told.

import { parseFlags, yes } from '../../command-line/parse-flags.ts'
import { UsageError } from '../../command-line/usage-error.ts'
import {
  type Configuration,
  configurationOf,
  type Environment,
  FLAGS,
} from '../../configuration/configuration.ts'

export interface Onboarding {
  readonly configuration: Configuration
  readonly planFile: string
  /** Only says what would be done. */
  readonly dryRun: boolean
  /** Says it as one line of JSON. */
  readonly json: boolean
}

/** @throws UsageError */
export function readOnboarding(parameters: readonly string[], environment: Environment): Onboarding {
  const { values, positionals } = parseFlags(parameters, { ...FLAGS, 'dry-run': yes, json: yes })
  const [planFile, ...others] = positionals
  if (planFile === undefined || others.length > 0) {
    throw new UsageError('tapis onboard needs one plan, a JSON file')
  }
  const configuration = configurationOf(values, environment)
  return { configuration, planFile, dryRun: values['dry-run'], json: values.json }
}
