// The validation report for programs: the whole of it, as plain JSON. Its form is published in
// validation-report.schema.json.

import { present } from '@tapis/pki'
import type { ValidationReport } from '../validate/report/report.ts'

/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What the report cannot tell from the validation: its time, and what the file is known by. */
export interface JsonReportContext {
  /** The time of validation. */
  readonly at: Date
  /** What the caller calls the file. */
  readonly file?: string
}

/** Raised when a program that reads the report has to change. */
const VERSION = 1

/**
 * Returns the report with times as ISO 8601 UTC and bytes as base64; entries that are not there are
 * left out.
 */
export function jsonReport(report: ValidationReport, { at, file }: JsonReportContext): Json {
  return {
    version: VERSION,
    ...present({ file }),
    at: at.toISOString(),
    ...entries({ ...report }),
  }
}

function plain(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return value
    case 'object':
      return plainObject(value)
    default:
      throw new TypeError(`a report has no place for a ${typeof value}`)
  }
}

function plainObject(value: object | null): Json {
  if (value === null) return null
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return value.toBase64()
  return Array.isArray(value) ? value.map(plain) : entries(value)
}

function entries(value: object): { readonly [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === undefined ? [] : [[key, plain(entry)]])),
  )
}
