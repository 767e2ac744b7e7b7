// Reads what `tapis verify` is told: flags become values once.

import { present } from '@tapis/pki'
import { parseFlags, text, texts, yes } from '../../command-line/parse-flags.ts'
import { readTime } from '../../command-line/read-time.ts'
import { UsageError } from '../../command-line/usage-error.ts'

const FLAGS = {
  json: yes,
  format: text,
  integrity: yes,
  trust: texts,
  at: text,
  password: text,
  revocation: text,
  offline: yes,
  'private-network': yes,
}

const forms = ['text', 'json', 'report', 'etsi'] as const
const requirements = ['required', 'where-published', 'when-available'] as const

export interface VerificationOptions {
  readonly files: readonly string[]
  /** Text for people, one JSON line a file, the whole report as JSON, or ETSI TS 119 102-2 XML. */
  readonly form: (typeof forms)[number]
  /** Whether only digests and signature values count, not whom they lead to. */
  readonly integrity: boolean
  readonly trust: readonly string[]
  /** The time as of which is judged; left out, when everything is at hand. */
  readonly at?: Date
  /** Password of encrypted PDFs. */
  readonly password?: string
  readonly revocation: (typeof requirements)[number]
  /** Whether nothing is fetched: then only what the files hold counts. */
  readonly offline: boolean
  /** Whether issuers' certificates are fetched from networks that are not public, too. */
  readonly isPrivateAsked: boolean
}

/** Reads the options. @throws UsageError with the flag that does not make sense */
export function readVerificationOptions(parameters: readonly string[]): VerificationOptions {
  const { values, positionals: files } = parseFlags(parameters, FLAGS)
  if (files.length === 0) throw new UsageError('tapis verify needs at least one file')
  const { integrity, trust, offline, password } = values
  const form = readForm(values.format, values.json)
  if (form === 'etsi' && files.length > 1) {
    throw new UsageError(
      `--format etsi writes one XML document: give one file at a time, not ${files.length}`,
    )
  }
  const isPrivateAsked = values['private-network']
  if (offline && isPrivateAsked) {
    throw new UsageError('--offline asks nobody, --private-network more than usual: give one of them')
  }
  return {
    files,
    form,
    integrity,
    trust,
    revocation: readRequirement(values.revocation),
    offline,
    isPrivateAsked,
    ...present({ at: values.at === undefined ? undefined : readTime(values.at), password }),
  }
}

function readForm(text: string | undefined, json: boolean): VerificationOptions['form'] {
  if (text === undefined) return json ? 'json' : 'text'
  const form = forms.find((known) => known === text)
  if (form === undefined) throw new UsageError(`--format must be one of ${forms.join(', ')}`)
  if (json && form !== 'json') throw new UsageError(`--json and --format ${form} contradict each other`)
  return form
}

function readRequirement(text = 'where-published'): VerificationOptions['revocation'] {
  const requirement = requirements.find((known) => known === text)
  if (requirement === undefined)
    throw new UsageError(`--revocation must be one of ${requirements.join(', ')}`)
  return requirement
}
