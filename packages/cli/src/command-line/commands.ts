// This table has every command under its name, which is one word, or a noun and what is done with
// it.

import type { Command } from './command.ts'
import { OPERATOR_COMMANDS } from './operator-commands.ts'

const service: Command['flags'] = [
  ['--host HOST', 'address to listen on'],
  ['--api-port N', 'port of the signing API'],
  ['--portal-port N', 'port of the verification portal'],
  ['--data FOLDER', 'documents, secrets and, without DATABASE_URL, the database'],
  ['--local', 'addresses that are not set are http://localhost:PORT: for trying out'],
]
const many = 'IN OUT  |  IN… --out FOLDER'
const out = [
  '--out FOLDER',
  'many files, each written there under its own name; made where it is not there',
] as const
const password = [
  '--password TEXT',
  'opens encrypted PDFs; TAPIS_PDF_PASSWORD hides it from other users',
] as const

const privateNetwork = [
  '--private-network',
  "ask places on this network too: for a city's own, not strangers' signatures",
] as const

/**
 * Every command. Each is loaded when it is asked for: `verify` should not wait for a database to be
 * parsed.
 */
export const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    purpose: 'run the service, or its signer or portal alone',
    operands: '[all | signer | portal]',
    flags: [
      [
        'all',
        `both (the default): with PostgreSQL (DATABASE_URL) two processes, started again
when they die; with PGlite one process`,
      ],
      ['signer', 'the signing API alone, with keys and documents; needs PostgreSQL'],
      [
        'portal',
        `the portal alone; needs PostgreSQL, no folder and no secret, and waits until the
signer has set the database up. TAPIS_PORTAL_DATABASE_URL: a role of its own`,
      ],
      ...service,
    ],
    run: async (parameters, { write }) =>
      (await import('../commands/serve/serve.ts')).serve(parameters, process.env, write),
  },
  demo: {
    purpose: 'run the service with a demonstration city and three signed documents',
    operands: '',
    flags: service,
    run: async (parameters, { write }) =>
      (await import('../commands/demo/demo.ts')).demo(parameters, process.env, write),
  },
  onboard: {
    purpose: 'register agencies, applications, signers, templates, and what changed',
    operands: 'FILE.json',
    flags: [
      ['--dry-run', 'only say what is new, changed or unchanged'],
      ['--json', 'say it as one line of JSON'],
      ...service,
    ],
    run: async (parameters, terminal) =>
      (await import('../commands/onboard/onboard.ts')).onboard(parameters, process.env, terminal),
  },
  fsck: {
    purpose: 'compare recorded documents with their files, and change nothing',
    operands: '',
    flags: [
      ['--quick', 'sizes only, not contents'],
      ['--json', 'a line of JSON for each finding, and the counts as the last one'],
      ['--move-orphans N', 'move the N files without a record, older than an hour, to documents/orphans'],
      ['--move-unfinished N', 'the same for the N files that interrupted requests left half written'],
      ['--data FOLDER', 'documents and, without DATABASE_URL, the database'],
    ],
    run: async (parameters, { write }) =>
      (await import('../commands/fsck.ts')).fsck(parameters, process.env, write),
  },
  'portal-origin move': {
    purpose: 'let new QR codes lead to what TAPIS_PORTAL_ORIGIN says now',
    operands: '',
    flags: [['--data FOLDER', 'documents and, without DATABASE_URL, the database']],
    run: async (parameters, { write }) =>
      (await import('../commands/portal-origin.ts')).moveOrigin(parameters, process.env, write),
  },
  ...OPERATOR_COMMANDS,
  sign: {
    purpose: 'sign PDFs with a key of your own',
    operands: many,
    flags: [
      ['--p12 FILE', 'the key and its certificate (PKCS #12); TAPIS_PASSPHRASE, or asked for'],
      ['--level LEVEL', 'B-B, B-T, B-LT or B-LTA (default B-T with --tsa, B-B without)'],
      ['--tsa URL', 'timestamp authority; several are tried in order'],
      ['--trust FILE', 'root certificates, for the validation data of B-LT and B-LTA; as for verify'],
      privateNetwork,
      ['--place P,X,Y,W,H', 'page (or last) and box of a visible signature, in points from the lower left'],
      ['--anchor TEXT', 'or a text that it covers, such as # or #ttd1'],
      ['--size W,H', '… its size (default 208,76)'],
      ['--occurrence N', '… which one, from 1 in reading order, or last (default: there must be one)'],
      ['--otherwise P,X,Y,W,H', '… the box where the text is not there, or invisible (default: refused)'],
      [
        '--covered WORD',
        `warn (the default), refuse or allow: a visible signature that would hide text, a
picture or a field of its page`,
      ],
      ['--field NAME', 'an empty signature field to sign in its own box, or the name of a new one'],
      ['--certify 1|2|3', 'allow nothing, filling in (the default), or remarks too afterwards'],
      [
        '--preflight WORD',
        `off, warn (the default) or refuse: what could be turned against the signature;
warn still refuses what readers would show differently (DUPLICATE_OBJECT,
APPEARANCE_OUTDATED), which --preflight off signs`,
      ],
      ['--reason TEXT', 'why it is signed'],
      ['--location TEXT', 'where it is signed'],
      password,
      out,
      ['--overwrite', 'replace outputs that exist; needed to sign IN to the same name'],
    ],
    run: async (parameters, { write, complain }) =>
      (await import('../commands/sign/sign.ts')).sign(parameters, process.env, write, complain),
  },
  augment: {
    purpose: 'raise the signatures of PDFs to a level that lasts longer',
    operands: many,
    flags: [
      ['--level LEVEL', 'B-T, B-LT or B-LTA; B-LTA again renews the archive timestamp'],
      ['--tsa URL', 'timestamp authority; several are tried in order'],
      ['--trust FILE', 'root certificates, for validation data; as for verify'],
      privateNetwork,
      password,
      out,
      ['--overwrite', 'replace outputs that exist; the input itself may be the output without it'],
    ],
    run: async (parameters, { write, complain }) =>
      (await import('../commands/augment.ts')).augment(parameters, process.env, write, complain),
  },
  verify: {
    purpose: 'judge the signatures of PDFs',
    operands: 'FILE…',
    flags: [
      ['--trust FILE', 'root certificates to trust (default: those of $TAPIS_DATA/trust, or none)'],
      ['--at TIME', 'judge as of then: 2026-11-24 (UTC) or 2026-11-24T10:32:00+07:00 (default: now)'],
      [
        '--integrity',
        `not whose the signatures are, only whether they fit and nothing came later that
could be passed off as signed; expired and revoked ones fail all the same`,
      ],
      ['--revocation WORD', 'required, where-published (the default) or when-available'],
      ['--offline', 'fetch nothing: only what the files hold counts'],
      privateNetwork,
      ['--format FORM', 'text (the default), json, report (all of it) or etsi (XML, of one file)'],
      ['--json', 'the same as --format json: a line for each file'],
      password,
    ],
    run: async (parameters, { write, complain }) =>
      (await import('../commands/verify/verify.ts')).verify(parameters, process.env, write, complain),
  },
}
