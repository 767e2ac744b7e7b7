// The process that `crowded-files.test.ts` runs with little memory: does what the service does with
// a document, and prints what came of it.

import { pageGeometry, preflight, prepareSignature } from '@tapis/pades/create'
import { validatePdf } from '@tapis/pades/validate'
import { crowdedFiles, signingTime, validationTime } from '@tapis/testing/pdf'
import { custodianOf, testCity } from '@tapis/testing/pki'

const [, , title, bytes] = process.argv
const pdf = crowdedFiles.find((file) => file.title === title)?.make(Number(bytes))
if (pdf === undefined) throw new TypeError(`there is no file full of ${title}`)

const city = await testCity()
const { certificatePath, algorithm } = custodianOf(city.signer, city.authority)
const findings = preflight(pdf, { damage: 'refuse' })
const { count } = pageGeometry(pdf, 1, { damage: 'refuse' })
const prepared = await prepareSignature(pdf, { fields: { signingTime }, certificatePath, algorithm })
const report = await validatePdf(pdf, { trustAnchors: [city.root.der], at: validationTime })
console.log(
  JSON.stringify({
    findings: findings.map(({ code }) => code),
    pages: count,
    field: prepared.fieldName,
    error: report.error?.code,
    signatures: report.signatures.length,
  }),
)
