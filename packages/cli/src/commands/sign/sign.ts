// `tapis sign` signs PDFs with a key of one's own, without any service. The signature is invisible
// unless a place, an anchor or a field with a box is given.

import { openCustodian } from '@tapis/custody'
import { type KeyCustodian, noPreflightPolicy } from '@tapis/pades/create'
import { present } from '@tapis/pki'
import { type Environment, readVariable } from '../../configuration/variables.ts'
import { baselineOf } from '../../files/baseline.ts'
import { checkSigned } from '../../files/check-output.ts'
import { workOnEach } from '../../files/each-file.ts'
import { type FileJob, makeFolder } from '../../files/inputs-and-outputs.ts'
import { readInput, requireReadable } from '../../files/read-input.ts'
import { readTrustAnchors } from '../../files/trust-anchors.ts'
import { askPassphrase } from '../../terminal/passphrase.ts'
import { maskControls } from '../../terminal/terminal.ts'
import { warnOfCover } from './covered.ts'
import { readSigningOptions, type SigningOptions } from './options.ts'
import { type SignedFile, type SignFileOptions, signFile } from './sign-file.ts'
import { drawVisibleSignature } from './visible-signature.ts'

/** Signs every file. Statuses: 0 all signed, 1 at least one refused, 2 called wrongly. */
export async function sign(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
  complain: (line: string) => void,
): Promise<number> {
  const options = await readSigningOptions(parameters, environment)
  const custodian = await openKey(options.p12, environment)
  const roots = await readTrustAnchors(options.trust, readVariable(environment, 'TAPIS_DATA'))
  const { isPrivateAsked } = options
  const baseline = baselineOf(options.level, options.tsa, { roots, isPrivateAsked })
  const work = async (job: FileJob): Promise<string> => {
    const { addedBytes, warnings } = await signOne(job, { ...options, custodian, baseline, roots })
    for (const warning of warnings)
      complain(`tapis sign: ${maskControls(job.input)}: warning: ${maskControls(warning)}`)
    return `${maskControls(job.output)}: signed at ${options.level}, ${addedBytes} bytes added`
  }
  await makeFolder(options.folder)
  return workOnEach({ command: 'sign', jobs: options.jobs, work, environment, write, complain })
}

async function openKey(p12: string, environment: Environment): Promise<KeyCustodian> {
  const container = await readInput(p12, { called: `--p12 ${p12}` })
  const passphrase = await askPassphrase(`Passphrase of ${p12}: `, environment)
  return openCustodian({ kind: 'pkcs12', file: container }, { kind: 'passphrase', passphrase })
}

interface Signing extends SigningOptions, Pick<SignFileOptions, 'custodian' | 'baseline'> {
  /** DER of the root certificates that the caller named. */
  readonly roots: readonly Uint8Array[]
}

async function signOne({ input, output }: FileJob, options: Signing): Promise<SignedFile> {
  const { custodian, baseline, fields, password, certify, preflight, overwrite, level, roots } = options
  const [certificate] = custodian.certificatePath
  const end = custodian.certificatePath.at(-1)
  if (certificate === undefined || end === undefined)
    throw new TypeError('a key custodian has at least one certificate')
  await requireReadable(input)
  const signingTime = new Date()
  let covered: readonly string[] = []
  const signed = await signFile(input, output, {
    custodian,
    baseline,
    fields: { ...fields, signingTime },
    preflight,
    // This holds in place too: what is replaced may be the only unsigned original.
    replaceable: overwrite ? 'any file' : 'nothing',
    ...present({ password, certify }),
    check: ({ copy, before, fieldName }) => {
      const asked = { fieldName, level, allowsDoubt: preflight === noPreflightPolicy }
      return checkSigned(copy, before, asked, { anchors: [end, ...roots], ...present({ password }) })
    },
    draw: async (pdf) => {
      const drawn = await drawVisibleSignature(pdf, {
        ...options,
        ...fields,
        certificate,
        signedAt: signingTime,
      })
      if (drawn === undefined) return undefined
      covered = warnOfCover(drawn.appearance.page, drawn.covered, options.covered)
      return drawn.appearance
    },
  })
  return { ...signed, warnings: [...covered, ...signed.warnings] }
}
