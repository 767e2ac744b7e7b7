import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readInput, requireReadable } from './read-input.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-read-'))
const file = join(folder, 'isi.bin')
const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251)
writeFileSync(file, bytes)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('reading an input', () => {
  it.each([1, 7, 999, 1000, 1001])('gives every byte, %i at a time', async (pieceBytes) => {
    expect(Uint8Array.from(await readInput(file, { pieceBytes }))).toEqual(bytes)
  })

  it.each([
    ['a file that is not there', join(folder, 'kosong'), 'ENOENT'],
    ['a folder', folder, 'EISDIR'],
  ])('says why %s cannot be read', async (_, path, reason) => {
    const refusal = { code: 'CANNOT_READ', message: expect.stringContaining(reason) }
    await expect(readInput(path)).rejects.toMatchObject(refusal)
    await expect(requireReadable(path)).rejects.toMatchObject(refusal)
  })

  it('has nothing against an empty file: whoever reads it says what is missing', async () => {
    const empty = join(folder, 'nol.pdf')
    writeFileSync(empty, '')
    await expect(requireReadable(empty)).resolves.toBeUndefined()
    expect(await readInput(empty)).toHaveLength(0)
  })
})
