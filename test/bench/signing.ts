// Signing beside the floor, which is SHA-256 of the same bytes and one private-key operation by
// node:crypto, and beside @libpdf/core.

import { benchDocuments } from './documents.ts'
import { benchKeys } from './keys.ts'
import { measure, milliseconds, printRow } from './measure.ts'
import { floor, libPdf, tapisInvisible, tapisStamped } from './subjects.ts'

export async function benchSigning(): Promise<void> {
  for (const document of await benchDocuments()) {
    for (const key of await benchKeys()) {
      const title = `${document.title}, ${key.title}`
      const time = (subject: typeof floor) => measure(subject.prepare(document.bytes, key))
      const least = await time(floor)
      const invisible = await time(tapisInvisible)
      const stamped = await time(tapisStamped)
      const theirs = await time(libPdf)
      const isSmall = document.title === '100 KB'
      const most = isSmall ? 2 : 1.3
      const isRsa = key.kind === 'RSA'
      const times = (value: number) => `${milliseconds(value)}, ${(value / least).toFixed(2)} x`
      printRow(`${title}: ${floor.title}`, milliseconds(least))
      const isReference = isSmall && isRsa
      printRow(
        `${title}: ${tapisInvisible.title}`,
        times(invisible),
        isSmall && !isRsa ? undefined : { text: `at most ${most} x`, isReached: invisible <= most * least },
      )
      printRow(
        `${title}: ${tapisStamped.title}`,
        times(stamped),
        isSmall && !isRsa ? { text: 'floor + 1 ms', isReached: stamped <= least + 1 } : undefined,
      )
      printRow(`${title}: ${libPdf.title}`, times(theirs))
      const rate = theirs / invisible
      printRow(
        `${title}: rate of LibPDF's`,
        `${rate.toFixed(1)} x`,
        isReference ? { text: 'at least 12 x', isReached: rate >= 12 } : undefined,
      )
      console.log()
    }
  }
}
