// Certifications and locks (DocMDP, FieldMDP, /Lock): changed, taken for weaker than they are, made
// too late or too often.

import { name, textString } from '@tapis/pades/pdf'
import { certifiedSample, signedSample } from '@tapis/testing/pdf'
import type { Attack, Family } from './attack.ts'
import { changed, N, type Paper, update } from './paper.ts'

const filled = (pdf: Uint8Array): Uint8Array =>
  update(pdf, [changed(pdf, N.textField, { V: textString('Budi') })])

const locked =
  (entries: Parameters<typeof certifiedSample>[2]) =>
  ({ city, unsigned }: Paper) =>
    certifiedSample(city, unsigned, entries)

const lockedThenFilled = (entries: Parameters<typeof certifiedSample>[2]) => async (paper: Paper) =>
  filled(await locked(entries)(paper))

const attacks: readonly Attack[] = [
  {
    title: 'a form that is filled in where nothing may change',
    reason: 'permits no such change',
    make: ({ certified }) => filled(certified[1]),
  },
  {
    title: 'a signature where nothing may change',
    reason: 'permits no such change',
    make: async (paper) => await certifiedSample(paper.city, paper.certified[1], { fieldName: 'Lain' }),
  },
  {
    title: 'a certification that the catalog does not name, and a change against it',
    reason: 'permits no such change',
    make: lockedThenFilled({ permission: 1, inPermissions: false }),
  },
  {
    title: 'a permission that is none',
    reason: 'permits no such change',
    make: lockedThenFilled({ permission: 7 }),
  },
  {
    title: 'a field that FieldMDP locks by All',
    code: 'LOCKED_FIELD_MODIFIED',
    make: lockedThenFilled({ fieldLock: { Action: name('All') } }),
  },
  {
    title: 'a field that FieldMDP locks by Include',
    code: 'LOCKED_FIELD_MODIFIED',
    make: lockedThenFilled({ fieldLock: { Action: name('Include'), Fields: [textString('Nama')] } }),
  },
  {
    title: 'a field that FieldMDP locks by leaving it out of Exclude',
    code: 'LOCKED_FIELD_MODIFIED',
    make: lockedThenFilled({ fieldLock: { Action: name('Exclude'), Fields: [textString('Lain')] } }),
  },
  {
    title: 'a field that only the lock of the signature field locks',
    code: 'LOCKED_FIELD_MODIFIED',
    make: lockedThenFilled({ lock: { Action: name('Include'), Fields: [textString('Nama')] } }),
  },
  {
    title: 'a lock that allows no changes',
    reason: 'lock permits no such change',
    make: lockedThenFilled({ lock: { Action: name('Include'), Fields: [textString('Lain')], P: 1 } }),
  },
  {
    title: 'a certification after an approval signature',
    field: 'Sertifikasi',
    indication: 'INDETERMINATE',
    subIndication: 'SIG_CONSTRAINTS_FAILURE',
    code: 'NOT_ALLOWED_CERTIFICATION_SIGNATURE',
    make: ({ city, signed }) => certifiedSample(city, signed, { permission: 2 }),
  },
  {
    title: 'an approval signature before a certification',
    field: 'Signature1',
    code: 'NOT_ALLOWED_CERTIFICATION_SIGNATURE',
    make: ({ city, signed }) => certifiedSample(city, signed, { permission: 2 }),
  },
  {
    title: 'a second certification',
    field: 'Kedua',
    indication: 'INDETERMINATE',
    subIndication: 'SIG_CONSTRAINTS_FAILURE',
    code: 'TOO_MANY_CERTIFICATION_SIGNATURES',
    make: ({ city, certified }) =>
      certifiedSample(city, certified[2], { permission: 2, fieldName: 'Kedua', inPermissions: false }),
  },
]

export const certification: Family = {
  name: 'certifications and locks',
  attacks,
  twins: [
    { title: 'a certification alone', modification: 'NONE', make: ({ certified }) => certified[1] },
    {
      title: 'a form that is filled in where that is allowed',
      modification: 'FORM_FILLING',
      code: 'FIELD_MODIFIED',
      make: ({ certified }) => filled(certified[2]),
    },
    {
      title: 'a field that no lock names',
      modification: 'FORM_FILLING',
      make: lockedThenFilled({ fieldLock: { Action: name('Include'), Fields: [textString('Lain')] } }),
    },
    {
      title: 'a field that Exclude leaves open',
      modification: 'FORM_FILLING',
      make: lockedThenFilled({ fieldLock: { Action: name('Exclude'), Fields: [textString('Nama')] } }),
    },
    {
      title: 'a lock that allows filling in',
      modification: 'FORM_FILLING',
      make: lockedThenFilled({ lock: { Action: name('Include'), Fields: [textString('Lain')], P: 2 } }),
    },
    {
      title: 'an approval signature after a certification',
      field: 'Sertifikasi',
      modification: 'FORM_FILLING',
      code: 'SIGNATURE_ADDED',
      make: ({ city, certified }) => signedSample(city, { pdf: certified[2] }),
    },
  ],
}
