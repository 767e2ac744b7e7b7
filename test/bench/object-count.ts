// Whether signing grows with the number of objects, beyond hashing the bytes and reading the
// cross-reference, which every reader must.

import { createHash } from 'node:crypto'
import { pageGeometry } from '@tapis/pades/create'
import { onePagePdf } from '@tapis/testing/pdf'
import { benchKeys } from './keys.ts'
import { measure, milliseconds, printRow } from './measure.ts'
import { tapisInvisible } from './subjects.ts'

export async function benchObjectCount(): Promise<void> {
  const [key] = await benchKeys()
  if (key === undefined) throw new TypeError('there is no key')
  for (const count of [1_000, 10_000, 100_000, 1_000_000]) {
    const pdf = fileOf(count)
    const signing = await measure(tapisInvisible.prepare(pdf, key))
    const reading = await measure(() => pageGeometry(pdf, 1))
    const hashing = await measure(() => createHash('sha256').update(pdf).digest())
    const rest = signing - reading - hashing
    printRow(`${count.toLocaleString('en')} objects: signing`, milliseconds(signing), {
      text: `reading ${reading.toFixed(2)}, hash ${hashing.toFixed(2)}`,
    })
    printRow(`${count.toLocaleString('en')} objects: what is left of it`, milliseconds(rest), {
      text: 'does not grow',
    })
  }
  console.log()
}

/** One page, and objects that nothing refers to: only their number is of interest. */
function fileOf(count: number): Uint8Array {
  return onePagePdf({ objects: Array<string>(count - 3).fill('null') })
}
