// The contract of a document store as a test suite: every implementation runs exactly this.
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { DocumentStore, StoredObject } from './document-store.ts'
import { storeKey } from './document-store.ts'

const one = storeKey('0000000000000001.pdf')
const two = storeKey('0000000000000002.pdf')
const bytes = new TextEncoder().encode('%PDF-1.7 first')

/** `open` gives an empty store. */
export function documentStoreContract(title: string, open: () => Promise<DocumentStore>): void {
  describe(title, () => {
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

    it('leaves nothing unfinished behind a put that succeeded or was refused', async () => {
      const store = await open()
      await store.put(one, bytes)
      await store.put(one, bytes).catch(() => undefined)
      expect(await store.sweepUnfinished(new Date('9999-01-01'))).toBe(0)
    })
  })
}

async function all(store: DocumentStore): Promise<StoredObject[]> {
  return await Array.fromAsync(store.list())
}
