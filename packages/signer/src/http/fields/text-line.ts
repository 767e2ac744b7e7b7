// One line of text in a request. What people will read, on the stamp, on the portal or in a PDF
// viewer, must show everything that it holds; an anchor is read by nobody, and has to match what is
// in the document.
import { z } from '@hono/zod-openapi'
import { findPopulationNumbers } from '@tapis/nik'
import type { FieldFacts, FieldReason } from './field-sentences.ts'
import { faultOfLine, type LineFault, REFUSED_FOR_ANCHORS, REFUSED_FOR_READERS } from './shown-text.ts'

/**
 * A line that people read: trimmed, composed (NFC), every character of it drawn. `longest` is in
 * code points of the composed text.
 */
export const line = (longest: number) => checkedLine(longest, REFUSED_FOR_READERS)

/**
 * A line that the portal shows to everybody. A NIK or the number of a family card (UU 23/2006 Art.
 * 84) is refused, by the rule by which the portal would hide it.
 */
export const publicLine = (longest: number) =>
  checkedLine(longest, REFUSED_FOR_READERS, (text) =>
    findPopulationNumbers(text).length > 0 ? { reason: 'POPULATION_NUMBER' } : undefined,
  )

/** A text to be found in the document: trimmed and composed as the search composes it. */
export const anchorLine = (longest: number) => checkedLine(longest, REFUSED_FOR_ANCHORS)

interface Fault {
  readonly reason: FieldReason
  readonly facts?: FieldFacts
}

function checkedLine(
  longest: number,
  refused: RegExp,
  further: (text: string) => Fault | undefined = () => undefined,
) {
  return z
    .string()
    .trim()
    .normalize('NFC')
    .superRefine((text, context) => {
      const fault = fieldFault(faultOfLine(text, longest, refused)) ?? further(text)
      if (fault !== undefined)
        context.addIssue({ code: 'custom', message: fault.reason, params: { ...fault.facts } })
    })
    .openapi({ minLength: 1, maxLength: longest })
}

function fieldFault(fault: LineFault | undefined): Fault | undefined {
  if (fault === undefined) return undefined
  const { reason, ...facts } = fault
  return { reason, facts }
}
