// The demonstration city has three agencies, each with one invented official and one sample
// document.

import { readFile } from 'node:fs/promises'
import type { AgencyPlan } from '../onboard/plan.ts'
import { readPlan } from '../onboard/read-plan.ts'

/** One agency of the demonstration, and the sample that it signs. */
export interface DemoAgency {
  readonly id: string
  readonly name: string
  readonly shortName: string
  /** Folder in `samples/`. */
  readonly sample: string
  readonly title: string
}

export const DEMO_AGENCIES: readonly [DemoAgency, ...DemoAgency[]] = [
  {
    id: 'dpmptsp',
    name: 'Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu',
    shortName: 'DPMPTSP',
    sample: 'dpmptsp-izin',
    title: 'Izin operasional (DPMPTSP)',
  },
  {
    id: 'disdukcapil',
    name: 'Dinas Kependudukan dan Pencatatan Sipil',
    shortName: 'DISDUKCAPIL',
    sample: 'disdukcapil-kk',
    title: 'Kartu keluarga (Disdukcapil)',
  },
  {
    id: 'bpprd',
    name: 'Badan Pengelola Pajak dan Retribusi Daerah',
    shortName: 'BPPRD',
    sample: 'bpprd-sppt',
    title: 'SPPT PBB-P2 (BPPRD)',
  },
]

/**
 * Returns a passphrase that everybody knows who reads this: it opens the key of an invented
 * official and nothing else.
 */
export function demoPassphrase({ id }: DemoAgency): string {
  return `sulam-benang-emas-${id}`
}

export interface Sample {
  readonly plan: AgencyPlan
  readonly pdf: Uint8Array
  /** The API's `request` part, without the signer. */
  readonly request: Readonly<Record<string, unknown>>
  readonly nik: string
}

/** Reads the sample of an agency, and the plan by which the agency is registered. */
export async function readSample({ id, name, shortName, sample }: DemoAgency): Promise<Sample> {
  const text = (file: string) => readFile(new URL(file, folderOf(sample)), 'utf8')
  const signer = JSON.parse(await text('signer.json'))
  const template = await text('template.json').catch(() => undefined)
  const city = {
    agencies: [
      {
        id,
        name,
        shortName,
        signers: [{ ...signer, agency: undefined }],
        templates: template === undefined ? [] : [{ ...JSON.parse(template), agency: undefined }],
      },
    ],
  }
  const read = readPlan(JSON.stringify(city))
  const [plan] = 'agencies' in read ? read.agencies : []
  if (plan === undefined) throw new TypeError(`the sample ${sample} cannot be registered`)
  return {
    plan,
    pdf: await readFile(new URL(`${sample}.pdf`, folderOf(sample))),
    request: JSON.parse(await text('request.json')),
    nik: signer.nik,
  }
}

function folderOf(sample: string): URL {
  return new URL(`../../../../../samples/${sample}/`, import.meta.url)
}
