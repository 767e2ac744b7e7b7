// off, warn or refuse: what is made of what could be turned against a signature later.

import {
  defaultPreflightPolicy,
  noPreflightPolicy,
  type PreflightPolicy,
  strictPreflightPolicy,
} from '@tapis/pades/create'
import { UsageError } from '../command-line/usage-error.ts'

/**
 * `warn` still refuses a document in which readers would show different things; `off` refuses and names nothing.
 * @param name of the flag or variable, for the message. @throws UsageError for any other word
 */
export function readPreflight(name: string, text: string): PreflightPolicy {
  switch (text) {
    case 'off':
      return noPreflightPolicy
    case 'warn':
      return defaultPreflightPolicy
    case 'refuse':
      return strictPreflightPolicy
    default:
      throw new UsageError(`${name} must be off, warn or refuse, not ${text}`)
  }
}
