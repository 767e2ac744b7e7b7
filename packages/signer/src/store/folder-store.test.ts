import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
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
const claimed = async (folder: string) => {
  const store = await openFolderStore(folder)
  await store.claim('6f1c2a40-0000-4000-8000-000000000001')
  return store
}

documentStoreContract('a folder store', (name) => openFolderStore(join(root, name)))

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
    await (await claimed(folder)).put(key, new Uint8Array([1]))
    const names = await readdir(folder, { recursive: true })
    const path = names.find((name) => name.endsWith(key))
    expect(path).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{2}\/7QK3M9ZC4T2WX8HD\.pdf$/)
    expect((await stat(join(folder, path ?? ''))).mode & 0o777).toBe(0o600)
  })

  it('does not list a file that lies where it would not be found', async () => {
    const folder = await newFolder()
    const store = await claimed(folder)
    await mkdir(join(folder, '00', '00'), { recursive: true })
    await writeFile(join(folder, '00', '00', key), 'misplaced')
    expect(await Array.fromAsync(store.list())).toEqual([])
    expect(await store.find(key)).toBeUndefined()
  })

  it('makes nothing when it is opened', async () => {
    const folder = join(root, 'not-made')
    await openFolderStore(folder)
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('shows what was being written when the process died as unfinished, and sets it aside when asked', async () => {
    const folder = await newFolder()
    const store = await claimed(folder)
    await writeFile(join(folder, 'unfinished', 'left-by-a-crash'), 'half a file')
    expect(await Array.fromAsync(store.list())).toEqual([])
    const [left] = await Array.fromAsync(store.listUnfinished())
    expect(left).toMatchObject({ name: 'left-by-a-crash', bytes: 11 })
    await store.setAsideUnfinished('left-by-a-crash', '2026-11-24')
    expect(await readdir(join(folder, 'unfinished'))).toEqual([])
    expect(await readdir(join(folder, 'orphans', '2026-11-24', 'unfinished'))).toEqual(['left-by-a-crash'])
  })

  it('keeps what is set aside, byte for byte, readable by its owner alone', async () => {
    const folder = await newFolder()
    const store = await claimed(folder)
    await store.put(key, new Uint8Array([1, 2, 3]))
    await store.setAside(key, '2026-11-24')
    const aside = join(folder, 'orphans', '2026-11-24', key)
    expect([...(await readFile(aside))]).toEqual([1, 2, 3])
    expect((await stat(aside)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'orphans'))).mode & 0o777).toBe(0o700)
  })

  it('fails as unavailable, with nothing made, when the folder is gone', async () => {
    const folder = await newFolder()
    const store = await claimed(folder)
    await rm(folder, { recursive: true })
    await expect(store.put(key, new Uint8Array([1]))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(store.probe()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('says nothing of paths in its message', async () => {
    const folder = await newFolder()
    const store = await claimed(folder)
    await rm(folder, { recursive: true })
    await expect(store.put(key, new Uint8Array([1]))).rejects.not.toThrow(folder)
  })
})
