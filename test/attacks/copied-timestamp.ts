// Timestamps that were made for other bytes: copied from another file, or from another signature of
// the same one.

import { assembleSignedData, prepareSignature, signedDataTemplate } from '@tapis/pades/create'
import { isString, type PdfDictionary } from '@tapis/pades/pdf'
import { signedSample, timestamped, withDocumentTimestamp } from '@tapis/testing/pdf'
import { custodianOf, timestampToken } from '@tapis/testing/pki'
import type { Family, Make } from './attack.ts'
import { joined, latin1Of, type Paper, signatureOf, unsignedPaper } from './paper.ts'

const time = new Date('2026-03-14T02:30:00Z')

const stamped = ({ city }: Paper, pdf: Uint8Array): Promise<Uint8Array> =>
  withDocumentTimestamp(pdf, { authority: city.timestamping, path: [city.authority], time })

/** Digits of the last /Contents of a file. */
function contentsOf(pdf: Uint8Array): { readonly start: number; readonly digits: string } {
  const { value } = signatureOf(pdf)
  const contents = contentsEntry(value)
  const digits = latin1Of(pdf.subarray(contents.start + 1, contents.end - 1))
  return { start: contents.start + 1, digits }
}

function contentsEntry(value: PdfDictionary) {
  const contents = value.entries.get('Contents')
  if (!isString(contents) || contents.span === undefined) throw new TypeError('no /Contents')
  return contents.span
}

const copied: Make = async (paper) => {
  const own = await stamped(paper, paper.signed)
  const other = await stamped(paper, await signedSample(paper.city, { pdf: unsignedPaper() }))
  const { start, digits } = contentsOf(own)
  const foreign = contentsOf(other).digits
  return joined(own.subarray(0, start), foreign.slice(0, digits.length), own.subarray(start + digits.length))
}

/**
 * Put together by hand: `completeSignature` refuses a token over other bytes, which is what one
 * copied from another signature is.
 */
const attackedSignature: Make = async ({ city, unsigned }) => {
  const custodian = custodianOf(city.signer, city.authority)
  const { certificatePath, algorithm } = custodian
  const fields = { signingTime: time }
  const prepared = await prepareSignature(unsigned, {
    certificatePath,
    algorithm,
    fields,
    timestampBytes: 4096,
  })
  const signedData = assembleSignedData(signedDataTemplate(certificatePath, algorithm), {
    signedAttributes: prepared.signedAttributes,
    signature: await custodian.sign(prepared.signedAttributes),
    timestampToken: await timestampToken(city.timestamping, [city.authority], {
      digest: new Uint8Array(32),
      time,
    }),
  })
  const signed = joined(unsigned, prepared.update)
  return joined(
    signed.subarray(0, prepared.contentsOffset),
    Buffer.from(signedData).toString('hex'),
    signed.subarray(prepared.contentsOffset + 2 * signedData.length),
  )
}

export const copiedTimestamp: Family = {
  name: 'copied timestamps',
  attacks: [
    {
      title: 'a document timestamp of another file',
      field: 'Waktu',
      subIndication: 'HASH_FAILURE',
      make: copied,
    },
    {
      title: 'a signature timestamp over another signature',
      indication: 'INDETERMINATE',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
      make: attackedSignature,
    },
  ],
  twins: [
    {
      title: 'a document timestamp of the file itself',
      modification: 'LTA_UPDATES',
      code: 'TIMESTAMP_ADDED',
      make: (paper) => stamped(paper, paper.signed),
    },
    {
      title: 'a signature timestamp over the signature itself',
      modification: 'NONE',
      make: ({ city, unsigned }) => signedSample(city, { pdf: unsigned, baseline: timestamped(city, time) }),
    },
  ],
}
