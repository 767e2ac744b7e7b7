// The contract of a document store as a test suite: every implementation runs exactly this.
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { DocumentStore, StoredObject } from './document-store.ts'
import { storeKey } from './document-store.ts'

const one = storeKey('0000000000000001.pdf')
const two = storeKey('0000000000000002.pdf')
const bytes = new TextEncoder().encode('%PDF-1.7 first')

const ours = '6f1c2a40-0000-4000-8000-000000000001'
const theirs = '6f1c2a40-0000-4000-8000-000000000002'
const shelf = '2026-11-24'

/**
 * `openUnclaimed` gives an empty store that nobody has claimed; the same one again for the same
 * name.
 */
export function documentStoreContract(
  title: string,
  openUnclaimed: (name: string) => Promise<DocumentStore>,
): void {
  let stores = 0
  const open = async () => {
    const store = await openUnclaimed(`store-${stores++}`)
    await store.claim(ours)
    return store
  }

  describe(title, () => {
    it('is nobody’s until it is claimed, and has nothing in it', async () => {
      const store = await openUnclaimed('new')
      expect(await store.identity()).toBeUndefined()
      expect(await all(store)).toEqual([])
      expect(await Array.fromAsync(store.listUnfinished())).toEqual([])
    })

    it('takes nothing before it is claimed', async () => {
      const store = await openUnclaimed('unclaimed')
      await expect(store.put(one, bytes)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
      await expect(store.probe()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
      expect(await all(store)).toEqual([])
    })

    it('keeps its claim when it is opened again, and takes the same claim twice', async () => {
      const store = await openUnclaimed('claimed')
      await store.claim(ours)
      await store.put(one, bytes)
      const again = await openUnclaimed('claimed')
      expect(await again.identity()).toBe(ours)
      await again.claim(ours)
      expect(await again.get(one)).toEqual(bytes)
    })

    it('refuses the claim of another installation, and stays whose it was', async () => {
      const store = await open()
      await expect(store.claim(theirs)).rejects.toMatchObject({ code: 'STORE_CLAIMED' })
      expect(await store.identity()).toBe(ours)
    })

    it('goes to exactly one of two installations that claim it at once', async () => {
      const store = await openUnclaimed('contested')
      const outcomes = await Promise.allSettled([ours, theirs].map((id) => store.claim(id)))
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
      expect(await store.identity()).toBe([ours, theirs][winner])
    })

    it('shows nothing of a claim and of a probe', async () => {
      const store = await open()
      await store.probe()
      expect(await all(store)).toEqual([])
      expect(await Array.fromAsync(store.listUnfinished())).toEqual([])
    })

    it('gives back exactly the bytes that were put', async () => {
      const store = await open()
      const large = new Uint8Array(randomBytes(300_000))
      await store.put(one, bytes)
      await store.put(two, large)
      expect(await store.get(one)).toEqual(bytes)
      expect(await store.get(two)).toEqual(large)
    })

    it('says undefined for a key that was never put', async () => {
      expect(await (await open()).get(one)).toBeUndefined()
    })

    it('never overwrites: the second put of a key is refused and the first bytes stay', async () => {
      const store = await open()
      await store.put(one, bytes)
      await expect(store.put(one, new Uint8Array([1]))).rejects.toMatchObject({ code: 'STORE_KEY_TAKEN' })
      expect(await store.get(one)).toEqual(bytes)
    })

    it('lets exactly one of several simultaneous puts of a key win', async () => {
      const store = await open()
      const puts = [1, 2, 3, 4].map((value) => store.put(one, new Uint8Array([value])))
      const outcomes = await Promise.allSettled(puts)
      const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await store.get(one)).toEqual(new Uint8Array([winner + 1]))
    })

    it('lists what is stored, with its size', async () => {
      const store = await open()
      await store.put(one, bytes)
      await store.put(two, new Uint8Array(3))
      const found = (await all(store)).toSorted((a, b) => (a.key < b.key ? -1 : 1))
      expect(found.map(({ key, bytes }) => ({ key, bytes }))).toEqual([
        { key: one, bytes: bytes.length },
        { key: two, bytes: 3 },
      ])
    })

    it('forgets a deleted file, and deletes a missing one without complaint', async () => {
      const store = await open()
      await store.put(one, bytes)
      await store.delete(one)
      await store.delete(one)
      expect(await store.get(one)).toBeUndefined()
      expect(await all(store)).toEqual([])
    })

    it('finds a file and its size without its bytes', async () => {
      const store = await open()
      expect(await store.find(one)).toBeUndefined()
      await store.put(one, bytes)
      expect(await store.find(one)).toMatchObject({ key: one, bytes: bytes.length })
    })

    it('leaves nothing unfinished behind a put that succeeded or was refused', async () => {
      const store = await open()
      await store.put(one, bytes)
      await store.put(one, bytes).catch(() => undefined)
      expect(await Array.fromAsync(store.listUnfinished())).toEqual([])
    })

    it('sets a file aside: it is no longer stored, and its key is free', async () => {
      const store = await open()
      await store.put(one, bytes)
      await store.put(two, bytes)
      await store.setAside(one, shelf)
      expect(await store.get(one)).toBeUndefined()
      expect((await all(store)).map(({ key }) => key)).toEqual([two])
      await store.setAside(one, shelf)
      await store.put(one, bytes)
    })

    it('never replaces a file that was set aside before', async () => {
      const store = await open()
      await store.put(one, bytes)
      await store.setAside(one, shelf)
      await store.put(one, new Uint8Array([1]))
      await expect(store.setAside(one, shelf)).rejects.toMatchObject({ code: 'STORE_KEY_TAKEN' })
      expect(await store.get(one)).toEqual(new Uint8Array([1]))
    })

    it.each(['', '..', '2026-11-24/..', '24-11-2026'])('has no shelf %j', async (name) => {
      const store = await open()
      await store.put(one, bytes)
      await expect(store.setAside(one, name)).rejects.toThrow(TypeError)
      expect(await store.get(one)).toEqual(bytes)
    })
  })
}

async function all(store: DocumentStore): Promise<StoredObject[]> {
  return await Array.fromAsync(store.list())
}
