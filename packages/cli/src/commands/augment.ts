// `tapis augment`: raises the signatures of PDFs, ours or anybody's, to a level that lasts longer;
// B-LTA once more renews the archive timestamp. A file whose signatures are not whole is left
// alone: nothing is preserved by proving it.

import { augmentPdf, wholePdf } from '@tapis/pades/create'
import { deflate, digest } from '@tapis/pades/node'
import { validatePdf } from '@tapis/pades/validate'
import { present } from '@tapis/pki'
import { parseFlags, text, texts, yes } from '../command-line/parse-flags.ts'
import { UsageError } from '../command-line/usage-error.ts'
import { type Environment, readVariable } from '../configuration/variables.ts'
import { evidenceFrom, type Level, readLevel, timestampAuthorityAt } from '../files/baseline.ts'
import { checkAugmented } from '../files/check-output.ts'
import { workOnEach } from '../files/each-file.ts'
import { type FileJob, makeFolder, pairFiles } from '../files/inputs-and-outputs.ts'
import { changeCopy } from '../files/output/change-copy.ts'
import type { Replaceable } from '../files/output/output-target.ts'
import { requireReadable } from '../files/read-input.ts'
import { readTrustAnchors } from '../files/trust-anchors.ts'
import { maskControls } from '../terminal/terminal.ts'

const FLAGS = {
  level: text,
  out: text,
  overwrite: yes,
  tsa: texts,
  trust: texts,
  'private-network': yes,
  password: text,
}

/** The signatures are not whole: the file would not be worth augmenting. */
class NotIntact extends Error {
  override readonly name = 'NotIntact'
  readonly code = 'SIGNATURE_NOT_INTACT'
}

/** Augments every file. Statuses: 0 all augmented, 1 at least one refused, 2 called wrongly. */
export async function augment(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
  complain: (line: string) => void,
): Promise<number> {
  const { jobs, folder, replaceable, level, tsa, trust, isPrivateAsked, password } = await readOptions(
    parameters,
    environment,
  )
  const timestampAuthority = timestampAuthorityAt(tsa)
  const roots = await readTrustAnchors(trust, readVariable(environment, 'TAPIS_DATA'))
  const evidenceSource = evidenceFrom({ roots, isPrivateAsked })
  const opened = present({ password })
  const work = async ({ input, output }: FileJob): Promise<string> => {
    await requireReadable(input)
    const { result: warnings, addedBytes } = await changeCopy(input, output, replaceable, async (copy) => {
      const pdf = wholePdf(copy.pdf)
      const at = new Date()
      await requireIntact(pdf, { at, ...opened })
      const augmented = await augmentPdf(pdf, {
        level,
        timestampAuthority,
        evidenceSource,
        at,
        hash: digest,
        deflate,
        ...opened,
      })
      await copy.append(augmented.update)
      if (augmented.update.length > 0) await checkAugmented(copy, pdf, level, { anchors: roots, ...opened })
      return augmented.warnings
    })
    for (const warning of warnings)
      complain(`tapis augment: ${maskControls(input)}: warning: ${maskControls(warning)}`)
    return `${maskControls(output)}: ${formatOutcome(level, addedBytes)}`
  }
  await makeFolder(folder)
  return workOnEach({ command: 'augment', jobs, work, environment, write, complain })
}

function formatOutcome(level: Level, addedBytes: number): string {
  return addedBytes === 0
    ? `already at ${level} or higher, nothing added`
    : `augmented to ${level}, ${addedBytes} bytes added`
}

async function requireIntact(pdf: Uint8Array, options: { at: Date; password?: string }): Promise<void> {
  const { signatures, error } = await validatePdf(pdf, { ...options, trustAnchors: [], hash: digest })
  // `augmentPdf` refuses what cannot be read or holds no signature, with its own code.
  if (error !== undefined) return
  const doubtful = signatures.find(({ integrity }) => integrity.kind !== 'intact')
  if (doubtful === undefined) return
  throw new NotIntact(
    `the signature ${doubtful.field} was not shown to be intact (${reasonOf(doubtful.integrity)})`,
  )
}

function reasonOf(integrity: { readonly kind: string; readonly reason?: string }): string {
  return integrity.reason ?? integrity.kind
}

async function readOptions(parameters: readonly string[], environment: Environment) {
  const { values, positionals } = parseFlags(parameters, FLAGS)
  const jobs = await pairFiles('augment', positionals, values.out)
  if (values.level === undefined) throw new UsageError('tapis augment needs --level B-T, B-LT or B-LTA')
  if (values.tsa.length === 0) throw new UsageError('tapis augment needs --tsa URL')
  const level = requireRaise(readLevel(values.level, values.tsa))
  // Nothing is lost in place: what is there stays, and an update is appended.
  const replaceable: Replaceable = values.overwrite ? 'any file' : 'the input'
  return {
    jobs,
    folder: values.out,
    replaceable,
    level,
    tsa: values.tsa,
    trust: values.trust,
    isPrivateAsked: values['private-network'],
    password: values.password ?? readVariable(environment, 'TAPIS_PDF_PASSWORD'),
  }
}

function requireRaise(level: Level): Exclude<Level, 'B-B'> {
  if (level === 'B-B')
    throw new UsageError('--level must be B-T, B-LT or B-LTA: every signature is at least B-B')
  return level
}
