// The part `request` of POST /v1/documents: one schema, from which both the parser and the OpenAPI
// document come. Its errors are rows of `field-sentences.ts`. Objects are strict: a misspelt
// optional field would otherwise be ignored, and the stamp would go somewhere else.
import { z } from '@hono/zod-openapi'
import { maximumPassphraseCharacters } from '@tapis/custody'
import { splitNumberPaths } from '@tapis/nik'
import { anchorLine, line, publicLine } from '../http/fields/text-line.ts'
import { coveredChoices } from '../signing/covered-places.ts'

/** No page of a PDF is larger than 14 400 units (ISO 32000-2 Annex C.2). */
const LARGEST_POINTS = 14_400
// Twelve facts of the longest label and value, four bytes a character, are 13 KB of JSON: the
// database takes 16 KiB.
const MOST_FACTS = 12

const coordinate = z.number().min(0).max(LARGEST_POINTS)
const extent = z.number().positive().max(LARGEST_POINTS)
const size = { width: extent, height: extent }

const pageNumber = z.union([z.int().min(1).max(100_000), z.literal('last')], {
  error: 'NOT_A_PAGE',
})

const boxPlace = z
  .strictObject({ page: pageNumber, x: coordinate, y: coordinate, ...size })
  .openapi('BoxPlace', {
    description:
      'A box on a page, in points (1/72 inch), measured from the lower left corner of the page as it is displayed.',
  })

const anchorPlace = z
  .strictObject({
    anchor: anchorLine(100).openapi({ example: '#ttd1' }),
    occurrence: z
      .union([z.int().min(1).max(10_000), z.literal('last')], { error: 'NOT_AN_OCCURRENCE' })
      .optional(),
    ...size,
    otherwise: z.union([boxPlace, z.literal('invisible')], { error: 'NOT_A_FALLBACK' }).optional(),
  })
  .openapi('AnchorPlace', {
    description:
      'A box centred on a piece of text in the document. When the text occurs more than once, `occurrence` chooses (from 1, in reading order, or `last`). When it is not there, `otherwise` gives a box, or `invisible`; without it the document is refused.',
  })

const templatePlace = z
  .strictObject({
    template: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, { error: 'NOT_A_TEMPLATE_NAME' }),
  })
  .openapi('TemplatePlace', { description: "One of the agency's registered templates, by name." })

/** How a signer is named: the passphrase opens the key and is used for nothing else. */
const passphrase = z.string().min(1).max(maximumPassphraseCharacters).openapi({ format: 'password' })
const signer = z
  .union(
    [
      z.strictObject({
        nik: z
          .string()
          .regex(/^[0-9]{16}$/, { error: 'NOT_A_NIK' })
          .openapi({ example: '1871990101900001' }),
        passphrase,
      }),
      z.strictObject({
        id: z.uuid(),
        passphrase,
      }),
    ],
    { error: 'NOT_A_SIGNER' },
  )
  .openapi('SignerReference')

export const signRequest = z
  .strictObject({
    agency: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,31}$/, { error: 'NOT_AN_AGENCY_ID' })
      .openapi({ description: 'Id of the agency (OPD).', example: 'dpmptsp' }),
    documentType: publicLine(100).openapi({ example: 'Surat Izin Praktik' }),
    number: publicLine(100).openapi({ example: '503/0001/SIP/2026' }),
    title: publicLine(300),
    facts: z
      .array(z.strictObject({ label: publicLine(60), value: publicLine(200) }))
      .max(MOST_FACTS)
      .default([])
      .openapi({
        description:
          'What the public portal shows for comparison with the paper. No NIK, no address: everybody who has the code reads it.',
      }),
    signer,
    place: z
      .union([boxPlace, anchorPlace, templatePlace], { error: 'NOT_A_PLACE' })
      .optional()
      .openapi({ description: 'Where the stamp goes; without it the signature is invisible.' }),
    covered: z.enum(coveredChoices).optional().openapi({
      description:
        'What becomes of a stamp that would hide text, a picture or a form field: `warn` (default) signs and says where, `refuse` does not sign, `allow` does not look.',
    }),
    reason: line(200).optional(),
    location: line(100).optional(),
  })
  .superRefine((request, context) => {
    for (const path of splitNumberPaths(request))
      context.addIssue({ code: 'custom', message: 'POPULATION_NUMBER_SPLIT', path: [...path] })
  })
  .openapi('SignRequest', {
    // Invented; no region has the code 187199.
    example: {
      agency: 'dpmptsp',
      documentType: 'Surat Izin Praktik',
      number: '503/0001/SIP/2026',
      title: 'Surat izin praktik dokter',
      facts: [{ label: 'Nama', value: 'CONTOH PEMOHON' }],
      signer: { nik: '1871990101900001', passphrase: '...' },
      place: { anchor: '#ttd1', width: 220, height: 90 },
    },
  })

export const revocationRequest = z
  .strictObject({
    reason: publicLine(300).openapi({ description: 'Shown to the public beside the revoked document.' }),
  })
  .openapi('RevocationRequest')

export type SignRequest = z.infer<typeof signRequest>
export type BoxRequest = z.infer<typeof boxPlace>
export type PlaceRequest = NonNullable<SignRequest['place']>
