import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentStoreContract } from './document-store.contract.ts'
import { parseStoreKey, storeKey } from './document-store.ts'
import { openFolderStore } from './folder-store.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tapis-store-'))
})
afterAll(() => rm(root, { recursive: true }))
const newFolder = () => mkdtemp(join(root, 'store-'))

documentStoreContract('a folder store', async () => openFolderStore(await newFolder()))

describe('a folder store', () => {
  const key = storeKey('7QK3M9ZC4T2WX8HD.pdf')

  it.each([
    '',
    '../../etc/passwd',
    'A/B',
    'abcdefgh',
    'ABCDEFGH/..',
    'ABCDEFGH.p/f',
    '..',
    'ABCDEFGH\0',
    'A'.repeat(65),
  ])('has no key %j', (text) => {
    expect(parseStoreKey(text)).toBeUndefined()
    expect(() => storeKey(text)).toThrow(TypeError)
  })

  it('keeps a file two folders deep, readable by its owner alone', async () => {
    const folder = await newFolder()
    await (await openFolderStore(folder)).put(key, new Uint8Array([1]))
    const names = await readdir(folder, { recursive: true })
    const path = names.find((name) => name.endsWith(key))
    expect(path).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{2}\/7QK3M9ZC4T2WX8HD\.pdf$/)
    expect((await stat(join(folder, path ?? ''))).mode & 0o777).toBe(0o600)
  })

  it('does not show a file that was being written when the process died, and sweeps it once it is old', async () => {
    const folder = await newFolder()
    const store = await openFolderStore(folder)
    await writeFile(join(folder, 'unfinished', 'left-by-a-crash'), 'half a file')
    expect(await Array.fromAsync(store.list())).toEqual([])
    expect(await store.sweepUnfinished(new Date('2000-01-01'))).toBe(0)
    expect(await store.sweepUnfinished(new Date('9999-01-01'))).toBe(1)
    expect(await readdir(join(folder, 'unfinished'))).toEqual([])
  })

  it('fails as unavailable, with nothing visible, when the folder is gone', async () => {
    const folder = await newFolder()
    const store = await openFolderStore(folder)
    await rm(folder, { recursive: true })
    await expect(store.put(key, new Uint8Array([1]))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(Array.fromAsync(store.list())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })

  it('says nothing of paths in its message', async () => {
    const folder = await newFolder()
    const store = await openFolderStore(folder)
    await rm(folder, { recursive: true })
    await expect(store.put(key, new Uint8Array([1]))).rejects.not.toThrow(folder)
  })
})
