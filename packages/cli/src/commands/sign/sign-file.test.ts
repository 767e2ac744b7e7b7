// Signing from file to file gives the bytes that signing in memory gives, and never half of them.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signPdf } from '@tapis/pades/create'
import { deflate, digest } from '@tapis/pades/node'
import { buildPdf, structures } from '@tapis/testing/pdf'
import { softwareCustodian } from '@tapis/testing/pki'
import { afterAll, describe, expect, it } from 'vitest'
import { signFile } from './sign-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-sign-file-'))
const at = (name: string) => join(folder, name)
const fields = { signingTime: new Date('2026-03-14T02:26:53Z') }
const baseline = { level: 'B-B' } as const
// RSA PKCS #1 v1.5 signs the same message with the same bytes.
const custodian = await softwareCustodian('rsa-pkcs1-sha256')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('signFile', () => {
  it.each(structures)('gives the same bytes as in memory, for %s', async (_, shape) => {
    const pdf = buildPdf(shape)
    writeFileSync(at('in.pdf'), pdf)
    const { addedBytes, fieldName } = await signFile(at('in.pdf'), at('out.pdf'), {
      custodian,
      baseline,
      fields,
      replaceable: 'any file',
    })
    const signed = await signPdf(pdf, { custodian, baseline, fields, hash: digest, deflate })
    expect(readFileSync(at('out.pdf')).equals(signed.bytes())).toBe(true)
    expect(fieldName).toBe('Signature1')
    expect(addedBytes).toBe(signed.update.length)
    expect(readFileSync(at('in.pdf')).equals(pdf)).toBe(true)
  })

  it('writes over its own input only when told to', async () => {
    const pdf = buildPdf()
    writeFileSync(at('own.pdf'), pdf)
    const own = (options: object) => signFile(at('own.pdf'), at('own.pdf'), { ...plain(), ...options })
    await expect(own({})).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
    expect(readFileSync(at('own.pdf')).equals(pdf)).toBe(true)
    await own({ replaceable: 'the input' })
    const { fieldName } = await own({ replaceable: 'the input' })
    expect(fieldName).toBe('Signature2')
  })

  it.each<[string, () => Promise<unknown>, object]>([
    ['the key refuses', () => signFile(at('ok.pdf'), at('none.pdf'), refusing()), { message: 'tidak mau' }],
    ['the file is no PDF', () => signFile(at('text.pdf'), at('none.pdf'), plain()), { code: 'NOT_A_PDF' }],
    ['there is no file', () => signFile(at('missing.pdf'), at('none.pdf'), plain()), { code: 'ENOENT' }],
    ['there is no folder', () => signFile(at('ok.pdf'), at('x/none.pdf'), plain()), { code: 'CANNOT_WRITE' }],
  ])('leaves nothing behind when %s', async (_, signing, error) => {
    writeFileSync(at('ok.pdf'), buildPdf())
    writeFileSync(at('text.pdf'), 'bukan PDF')
    const before = readdirSync(folder)
    await expect(signing()).rejects.toMatchObject(error)
    expect(readdirSync(folder)).toEqual(before)
  })

  it('signs a file that may only be read', async () => {
    writeFileSync(at('readonly.pdf'), buildPdf())
    chmodSync(at('readonly.pdf'), 0o444)
    await signFile(at('readonly.pdf'), at('readonly-signed.pdf'), plain())
    expect(statSync(at('readonly-signed.pdf')).mode & 0o777).toBe(0o444)
  })

  const plain = () => ({ custodian, baseline, fields })
  const refusing = () => ({
    ...plain(),
    custodian: { ...custodian, sign: () => Promise.reject(new Error('tidak mau')) },
  })
})
