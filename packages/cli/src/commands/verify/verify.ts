// `tapis verify` judges every signature of every file, against the trust anchors that the caller
// names. A file that cannot be read is an error line, never a stack trace, and never a pass.

import { HttpEvidenceSource } from '@tapis/evidence'
import { digest } from '@tapis/pades/node'
import { etsiReport, jsonReport } from '@tapis/pades/reports'
import { validatePdf } from '@tapis/pades/validate'
import { present } from '@tapis/pki'
import { type Environment, readVariable } from '../../configuration/variables.ts'
import { InputError, readInput } from '../../files/read-input.ts'
import { readTrustAnchors } from '../../files/trust-anchors.ts'
import { showProgress } from '../../terminal/progress.ts'
import { maskControls } from '../../terminal/terminal.ts'
import {
  type FailedPlace,
  type FetchedJudgement,
  type Judgement,
  judgeWithMissing,
} from './gather-missing.ts'
import { verifyLine } from './json-lines.ts'
import { readVerificationOptions, type VerificationOptions } from './options.ts'
import { passes } from './status.ts'
import { formatForPeople } from './text.ts'

/**
 * Judges every file. Statuses: 0 every file passed, 1 at least one did not, 2 called wrongly.
 * Without `--at`, `clock` is asked at each judgement.
 */
export async function verify(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
  complain: (line: string) => void,
  clock: () => Date = () => new Date(),
): Promise<number> {
  const options = readVerificationOptions(parameters)
  const { at: given } = options
  const now = given === undefined ? clock : () => given
  const trustAnchors = await readTrustAnchors(options.trust, readVariable(environment, 'TAPIS_DATA'))
  const password = options.password ?? readVariable(environment, 'TAPIS_PDF_PASSWORD')
  const source = evidenceSource(options)
  const judge = judgeWith({ ...options, ...present({ password }), now, source }, trustAnchors)
  const progress = showProgress(options.files.length)
  const told = new Set<string>()
  let allPassed = true
  for (const file of options.files) {
    progress.begin(file)
    const { pdf, tried, ...judgement } = await judgeInput(file, judge, now)
    const { report, at } = judgement
    const isPassed = passes(report, options.integrity)
    if (!isPassed) allPassed = false
    const text = await formatReport(file, pdf, judgement, options)
    progress.clear()
    if (text !== undefined) write(text)
    else
      complain(
        `tapis verify: ${maskControls(file)}: ${maskControls(verifyLine(file, report, at).error ?? '')}`,
      )
    for (const place of tried) {
      // A file that passed needed nothing more; a place on this network is told all the same, since
      // the flag asks it.
      if (told.has(place.url) || (isPassed && place.failure.code !== NOT_PUBLIC)) continue
      complain(`tapis verify: ${maskControls(file)}: ${formatFailure(place)}`)
      told.add(place.url)
    }
  }
  return allPassed ? 0 : 1
}

/**
 * Returns where evidence is fetched. Places that certificates under a trusted root name are asked
 * as they are; a stranger's certificate, which may name the place of its issuer's, sends us to no
 * machine of our own network unless the caller allows it.
 */
function evidenceSource({ isPrivateAsked }: VerificationOptions): HttpEvidenceSource {
  return new HttpEvidenceSource({ publicOnly: isPrivateAsked ? [] : ['certificate'] })
}

const NOT_PUBLIC = 'ADDRESS_NOT_PUBLIC'

function formatFailure({ url, failure: { code, reason } }: FailedPlace): string {
  if (code !== NOT_PUBLIC)
    return `warning: ${code}: ${maskControls(url)} gave nothing: ${maskControls(reason)}`
  return `warning: ${code}: ${maskControls(url)} was not asked (places on this network are asked with --private-network)`
}

const NOTHING = { certificates: [], crls: [], ocspResponses: [] }

type Judge = (pdf: Uint8Array) => Promise<FetchedJudgement>

interface Judging extends VerificationOptions {
  readonly now: () => Date
  readonly source: HttpEvidenceSource
}

function judgeWith(
  { revocation, password, offline, now, source }: Judging,
  trustAnchors: readonly Uint8Array[],
): Judge {
  return async (pdf) => {
    const judge: Parameters<typeof judgeWithMissing>[0] = async (evidence) => {
      const at = now()
      const report = await validatePdf(pdf, {
        trustAnchors,
        at,
        hash: digest,
        evidence,
        policy: { revocation },
        ...present({ password }),
      })
      return { report, at }
    }
    return offline ? { ...(await judge(NOTHING)), tried: [] } : judgeWithMissing(judge, source)
  }
}

async function judgeInput(
  file: string,
  judge: Judge,
  now: () => Date,
): Promise<FetchedJudgement & { readonly pdf: Uint8Array | undefined }> {
  try {
    const pdf = await readInput(file)
    return { ...(await judge(pdf)), pdf }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { code, message } = error
    const report = { signatures: [], warnings: [], error: { code, message } }
    return { report, at: now(), tried: [], pdf: undefined }
  }
}

/** Returns what is said of a file; undefined where the form cannot tell anything of it. */
async function formatReport(
  file: string,
  pdf: Uint8Array | undefined,
  { report, at }: Judgement,
  { form, at: given }: VerificationOptions,
): Promise<string | undefined> {
  switch (form) {
    case 'text':
      return formatForPeople(verifyLine(file, report, at), report, { at: given !== undefined })
    case 'json':
      return JSON.stringify(verifyLine(file, report, at))
    case 'report':
      return JSON.stringify(jsonReport(report, { at, file }))
    case 'etsi': {
      const documentDigest = pdf === undefined ? undefined : await digest('SHA-256', [pdf])
      return etsiReport(report, { at, ...present({ documentDigest }) })
    }
  }
}
