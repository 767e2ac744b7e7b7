import { describe, expect, it } from 'vitest'
import { type ProgressStream, showProgress } from './progress.ts'

function recorder(stream: Partial<ProgressStream>): { readonly stream: ProgressStream; text: () => string } {
  let written = ''
  return {
    stream: {
      ...stream,
      write: (text) => {
        written += text
      },
    },
    text: () => written,
  }
}

describe('progress', () => {
  it('shows which of how many files, on one line that is taken back', () => {
    const { stream, text } = recorder({ isTTY: true, columns: 80 })
    const progress = showProgress(12, stream)
    progress.begin('satu.pdf')
    progress.begin('dua.pdf')
    progress.clear()
    expect(text()).toBe('\r\u001b[K[ 1/12] satu.pdf\r\u001b[K[ 2/12] dua.pdf\r\u001b[K')
  })

  it('keeps the end of a name that is longer than the line', () => {
    const { stream, text } = recorder({ isTTY: true, columns: 20 })
    showProgress(2, stream).begin('/folder/yang/panjang/sekali.pdf')
    expect(text()).toBe('\r\u001b[K[1/2] …g/sekali.pdf')
    expect(text().length - '\r\u001b[K'.length).toBeLessThan(20)
  })

  it('takes a terminal of no known width for one of 80 columns', () => {
    const { stream, text } = recorder({ isTTY: true, columns: 0 })
    showProgress(2, stream).begin('/folder/yang/panjang/sekali.pdf')
    expect(text()).toContain('/folder/yang/panjang/sekali.pdf')
  })

  it('lets no file name move the cursor', () => {
    const { stream, text } = recorder({ isTTY: true, columns: 80 })
    showProgress(2, stream).begin('a\u001b[2Jb.pdf')
    expect(text().slice('\r\u001b[K'.length)).not.toContain('\u001b')
  })

  it.each([
    ['no terminal', { columns: 80 }, 12],
    ['a single file', { isTTY: true, columns: 80 }, 1],
  ])('writes nothing for %s', (_, terminal, total) => {
    const { stream, text } = recorder(terminal)
    const progress = showProgress(total, stream)
    progress.begin('satu.pdf')
    progress.clear()
    expect(text()).toBe('')
  })
})
