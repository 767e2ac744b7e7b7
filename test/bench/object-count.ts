// Whether signing grows with the number of objects, beyond hashing the bytes and reading the cross-reference, which every reader must.

import { createHash } from 'node:crypto'
import { pageGeometry } from '@tapis/pades/create'
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
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 400]>>',
    '<</Type/Page/Parent 2 0 R>>',
  ]
  const lines: string[] = ['%PDF-1.7\n']
  const entries: string[] = ['0000000000 65535 f \n']
  let offset = 9
  for (let number = 1; number <= count; number++) {
    const text = `${number} 0 obj\n${objects[number - 1] ?? 'null'}\nendobj\n`
    entries.push(`${String(offset).padStart(10, '0')} 00000 n \n`)
    lines.push(text)
    offset += text.length
  }
  const trailer = `trailer\n<</Root 1 0 R/Size ${count + 1}>>\nstartxref\n${offset}\n%%EOF\n`
  return Buffer.from(`${lines.join('')}xref\n0 ${count + 1}\n${entries.join('')}${trailer}`, 'latin1')
}
