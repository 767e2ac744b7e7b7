import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256Hex } from '@tapis/pades/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openUploadFolder, readUploaded } from './upload.ts'

let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'tapis-uploads-')), 'uploads')
})
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

describe('an upload', () => {
  it('is read as it was written, with its digest', async () => {
    const uploads = await openUploadFolder(folder)
    const pieces = [1, 70_000, 5].map((length) => new Uint8Array(randomBytes(length)))
    await using upload = await uploads.create()
    for (const piece of pieces) await upload.write(piece)
    const whole = Buffer.concat(pieces)
    expect(Buffer.from(readUploaded(upload.file)).equals(whole)).toBe(true)
    expect(upload.sha256()).toBe(sha256Hex(whole))
    expect(upload.file.bytes).toBe(whole.length)
  })

  it('has no name that anybody else could open, nor one that a crash could leave behind', async () => {
    const uploads = await openUploadFolder(folder)
    await using upload = await uploads.create()
    await upload.write(new Uint8Array(10))
    expect(await readdir(folder)).toEqual([])
    expect((await stat(folder)).mode & 0o077).toBe(0)
  })

  it('is apart from another one', async () => {
    const uploads = await openUploadFolder(folder)
    await using first = await uploads.create()
    await using second = await uploads.create()
    await Promise.all([first.write(Uint8Array.of(1)), second.write(Uint8Array.of(2))])
    expect([...readUploaded(first.file), ...readUploaded(second.file)]).toEqual([1, 2])
  })

  it('is STORE_UNAVAILABLE where the folder is gone', async () => {
    const uploads = await openUploadFolder(folder)
    await rm(folder, { recursive: true })
    await expect(uploads.create()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })
})
