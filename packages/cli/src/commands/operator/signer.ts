// `tapis signer list|suspend|resume` says who signs, and whether they may. A suspended signer is
// refused from the next request on.

import {
  type DatabaseHandle,
  findSignerById,
  recordEvent,
  type Signer,
  setSignerStatus,
  listSigners as signersOf,
} from '@tapis/db'
import { checkMasterKey, derivePersonalDataKeys, findPersonByNik } from '@tapis/signer'
import { parseFlags, text, yes } from '../../command-line/parse-flags.ts'
import { UsageError } from '../../command-line/usage-error.ts'
import { type DataPlace, readDataPlace } from '../../configuration/configuration.ts'
import { readSecrets } from '../../configuration/secrets.ts'
import type { Environment } from '../../configuration/variables.ts'
import { withDatabase } from '../../installation/operator-database.ts'
import { OperatorError } from '../../installation/operator-error.ts'
import { readOperatorName } from '../../installation/operator-name.ts'
import { askHidden } from '../../terminal/passphrase.ts'
import { maskControls } from '../../terminal/terminal.ts'
import { requireNotRetired } from './agencies.ts'
import { list } from './listing.ts'

/** Writes a line for each signer, agency by agency. NIKs are not shown. */
export function listSigners(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  return list({ of: signersOf, head: HEAD, row, json: signerJson }, parameters, environment, write)
}

/**
 * A signer is named by its id, or by a NIK that is asked for. A NIK on a command line would stay in
 * histories and lists of processes.
 */
type Reference = { readonly id: string } | 'nik'

/**
 * Suspends or resumes, with its event. Status 0 also when the signer is so already: then nothing is
 * recorded.
 */
export async function setSigner(
  status: Signer['status'],
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  const { values, positionals } = parseFlags(parameters, { nik: yes, json: yes, data: text })
  const reference = referenceOf(positionals, values.nik)
  const place = readDataPlace(values, environment)
  const nik = reference === 'nik' ? await askHidden('NIK: ') : undefined
  const signer = await withDatabase(place, async (db) => {
    const found =
      reference === 'nik'
        ? await findByNik(db, nik ?? '', place, environment)
        : await findSignerById(db, reference.id)
    if (found === undefined) throw new OperatorError('SIGNER_NOT_FOUND', 'there is no such signer')
    return await changeStatus(db, found, status)
  })
  write(
    values.json ? signerJson(signer) : maskControls(`${signer.agencyId}: ${signer.name} ${STATUSES[status]}`),
  )
  return 0
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads which signer is meant. @throws UsageError, which repeats nothing: it may be a NIK */
function referenceOf(positionals: readonly string[], byNik: boolean): Reference {
  const [id, ...others] = positionals
  if (byNik && id === undefined) return 'nik'
  if (byNik || id === undefined || others.length > 0)
    throw new UsageError('needs the id of one signer, as tapis signer list shows it, or --nik')
  if (!UUID.test(id))
    throw new UsageError('the id of a signer is that of tapis signer list; for a NIK give --nik')
  return { id }
}

async function findByNik(
  db: DatabaseHandle,
  nik: string,
  { dataFolder }: DataPlace,
  environment: Environment,
): Promise<Signer | undefined> {
  const { masterKey } = await readSecrets(dataFolder, environment, { keep: false })
  const personalData = derivePersonalDataKeys(masterKey)
  await checkMasterKey(db, personalData)
  return await findPersonByNik(db, personalData, nik.trim())
}

async function changeStatus(db: DatabaseHandle, signer: Signer, status: Signer['status']): Promise<Signer> {
  const { id, agencyId } = signer
  return await db.transaction(async (tx) => {
    if (status === 'active') await requireNotRetired(tx, agencyId)
    if (signer.status === status) return signer
    await setSignerStatus(tx, id, status)
    await recordEvent(tx, {
      at: new Date(),
      kind: status === 'active' ? 'signer.resume' : 'signer.suspend',
      outcome: 'done',
      actor: 'operator',
      operator: readOperatorName(),
      agencyId,
      signerId: id,
      changed: ['status'],
    })
    return { ...signer, status }
  })
}

const HEAD = ['ID', 'OPD', 'JENIS', 'STATUS', 'NAMA', 'JABATAN']
const KINDS = { person: 'orang', 'agency-seal': 'segel' } as const
const STATUSES = { active: 'aktif', suspended: 'ditangguhkan' } as const

function row({ id, agencyId, kind, status, name, position }: Signer): readonly string[] {
  return [id, agencyId, KINDS[kind], STATUSES[status], name, position]
}

function signerJson({ id, agencyId, kind, status, name, position }: Signer): string {
  return JSON.stringify({ id, agency: agencyId, kind, status, name, position })
}
