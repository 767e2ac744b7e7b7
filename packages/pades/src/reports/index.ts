// pades/reports: a validation report in the forms that other programs read.
export { type EtsiReportContext, etsiReport } from './etsi-report.ts'
export { type Json, type JsonReportContext, jsonReport } from './json-report.ts'
