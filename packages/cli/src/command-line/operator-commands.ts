// The operator's commands change what is registered. With PostgreSQL they run beside the service,
// with PGlite while it is stopped.

import type { Command } from './command.ts'

const data = ['--data FOLDER', 'folder of the database, without DATABASE_URL'] as const
const json = ['--json', 'a line of JSON for each'] as const
const agency = ['--agency ID', 'of this agency only'] as const
const nik = ['--nik', 'ask for the NIK instead, at a prompt or on standard input'] as const

export const OPERATOR_COMMANDS: Readonly<Record<string, Command>> = {
  'signer list': {
    purpose: 'show who signs',
    operands: '',
    flags: [agency, json, data],
    run: async (parameters, { write }) =>
      (await import('../commands/operator/signer.ts')).listSigners(parameters, process.env, write),
  },
  'signer suspend': {
    purpose: 'let a signer sign no more, from the next request on',
    operands: 'ID',
    flags: [nik, json, data],
    run: async (parameters, { write }) =>
      (await import('../commands/operator/signer.ts')).setSigner('suspended', parameters, process.env, write),
  },
  'signer resume': {
    purpose: 'let a suspended signer sign again',
    operands: 'ID',
    flags: [nik, json, data],
    run: async (parameters, { write }) =>
      (await import('../commands/operator/signer.ts')).setSigner('active', parameters, process.env, write),
  },
  'application list': {
    purpose: 'show which applications may call',
    operands: '',
    flags: [agency, json, data],
    run: async (parameters, { write }) =>
      (await import('../commands/operator/application.ts')).listApplications(parameters, process.env, write),
  },
  'application disable': {
    purpose: 'refuse an application, from the next request on',
    operands: 'ID',
    flags: [json, data],
    run: async (parameters, { write }) =>
      (await import('../commands/operator/application.ts')).setApplication(
        'disabled',
        parameters,
        process.env,
        write,
      ),
  },
  'application enable': {
    purpose: 'let a disabled application call again',
    operands: 'ID',
    flags: [json, data],
    run: async (parameters, { write }) =>
      (await import('../commands/operator/application.ts')).setApplication(
        'enabled',
        parameters,
        process.env,
        write,
      ),
  },
  events: {
    purpose: 'show what was done and refused, oldest first',
    operands: '',
    flags: [
      ['--since TIME', 'from then on: 2026-11-24 (UTC) or 2026-11-24T10:32:00+07:00'],
      ['--kind KIND', 'such as signer.suspend or document.sign'],
      agency,
      json,
      data,
    ],
    run: async (parameters, { write }) =>
      (await import('../commands/operator/events.ts')).showEvents(parameters, process.env, write),
  },
}
