// The three sample documents, and a city that can sign them.

import { readFileSync } from 'node:fs'

export const SAMPLES = ['dpmptsp-izin', 'disdukcapil-kk', 'bpprd-sppt'] as const
export type SampleName = (typeof SAMPLES)[number]

/** Chosen by the invented officials; at least eight characters. */
export const PASSPHRASE = 'kata sandi rekaan 99'

export interface Sample {
  readonly name: SampleName
  readonly pdf: Uint8Array<ArrayBuffer>
  readonly request: Readonly<Record<string, unknown>> & {
    readonly agency: string
    readonly number: string
    readonly documentType: string
  }
  readonly signer: { readonly nik: string; readonly name: string; readonly position: string }
  readonly template: object | undefined
  /** The page of the signature block, 1-based. */
  readonly page: number
}

export function sample(name: SampleName): Sample {
  const url = (file: string) => new URL(`../../samples/${name}/${file}`, import.meta.url)
  const json = (file: string) => JSON.parse(readFileSync(url(file), 'utf8'))
  return {
    name,
    pdf: new Uint8Array(readFileSync(url(`${name}.pdf`))),
    request: json('request.json'),
    signer: json('signer.json'),
    template: name === 'bpprd-sppt' ? json('template.json') : undefined,
    page: name === 'dpmptsp-izin' ? 2 : 1,
  }
}

/** The plan for `tapis onboard`: one agency, application and signer for each sample. */
export function cityPlan(): string {
  return JSON.stringify({
    agencies: SAMPLES.map(sample).map(({ request, signer, template }) => ({
      id: request.agency,
      name: `Instansi ${request.agency}`,
      shortName: request.agency.toUpperCase(),
      applications: ['Aplikasi uji'],
      signers: [inPlan(signer)],
      templates: template === undefined ? [] : [inPlan(template)],
    })),
  })
}

/** In a plan what belongs to an agency stands inside it. */
function inPlan(item: object): object {
  return { ...item, agency: undefined }
}
