// Argon2id (RFC 9106) from passphrase to AES key: the cost, and the bounds within which a stored
// cost is believed.
import { argon2 } from 'node:crypto'
import { promisify } from 'node:util'

/** Argon2id's cost, stored with each key so that it can be raised for new ones. */
export interface Argon2idCost {
  /** Memory in KiB. */
  readonly memoryKib: number
  /** Passes over the memory. */
  readonly passes: number
  /** Lanes. */
  readonly parallelism: number
}

/**
 * RFC 9106 §4, second recommended option: 64 MiB, 3 passes, 4 lanes. It runs on libuv's pool, whose
 * size (4 unless UV_THREADPOOL_SIZE says otherwise) bounds the memory of unlocks at the same time
 * to 256 MiB.
 */
export const defaultCost: Argon2idCost = { memoryKib: 64 * 1024, passes: 3, parallelism: 4 }

/**
 * Option that makes a key as cheap to unlock as to guess. For tests only: a symbol, so that it
 * cannot come from JSON or a configuration file, and is found by its name.
 */
export const weakKeyDerivationForTests: unique symbol = Symbol('weakKeyDerivationForTests')

export const testCost: Argon2idCost = { memoryKib: 64, passes: 1, parallelism: 1 }

// A stored envelope is input: without bounds one row in the database could take all memory or block
// the pool for hours.
const maximumMemoryKib = 256 * 1024
const maximumPasses = 16
const maximumParallelism = 16
/** In KiB times passes: 256 MiB with 4 passes takes about a second. */
const maximumWork = 1024 * 1024

/** Returns why a stored cost is not accepted, or undefined for one that is. */
export function findCostFault(cost: Argon2idCost): string | undefined {
  const { memoryKib, passes, parallelism } = cost
  const within = (value: number, maximum: number): boolean =>
    Number.isInteger(value) && value >= 1 && value <= maximum
  if (!within(parallelism, maximumParallelism)) return `parallelism is not within 1 to ${maximumParallelism}`
  if (!within(passes, maximumPasses)) return `passes is not within 1 to ${maximumPasses}`
  if (!within(memoryKib, maximumMemoryKib)) return `memoryKib is not within 1 to ${maximumMemoryKib}`
  // RFC 9106 §3.1: at least 8 KiB for each lane.
  if (memoryKib < 8 * parallelism) return 'memoryKib is less than 8 for each lane'
  return memoryKib * passes > maximumWork ? `memoryKib times passes is above ${maximumWork}` : undefined
}

const argon2Async = promisify(argon2)

/** Derives a key of 32 bytes, which the caller overwrites after use. */
export function deriveKey(passphrase: Uint8Array, salt: Uint8Array, cost: Argon2idCost): Promise<Buffer> {
  return argon2Async('argon2id', {
    message: passphrase,
    nonce: salt,
    memory: cost.memoryKib,
    passes: cost.passes,
    parallelism: cost.parallelism,
    tagLength: 32,
  })
}
