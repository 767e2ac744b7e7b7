import { describe, expect, it } from 'vitest'
import { byteString, textString } from '../objects.ts'
import { latin1 } from './characters.ts'
import { textOf } from './text.ts'

describe('textOf', () => {
  it.each(['', 'Tanda Tangan', 'é – “kutip”', '😀'])('reads back the text string %j', (text) => {
    expect(textOf(textString(text))).toBe(text)
  })

  it.each([
    ['PDFDocEncoding', latin1('\x80\x92\xa0\xe9\x18'), '•™€é˘'],
    ['UTF-8 behind its mark', latin1('\xef\xbb\xbf\xc3\xa9'), 'é'],
    ['UTF-16 cut short', latin1('\xfe\xff\0A\0'), 'A'],
  ])('reads %s', (_, bytes, text) => {
    expect(textOf(byteString(bytes))).toBe(text)
  })
})
