// Key derivation of PKCS#12 itself (RFC 7292 appendix B), which its MAC and its legacy ciphers use.
// PBES2 does not.
import { hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { CustodyError } from '../errors.ts'

type Pkcs12Digest = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** The octets of a hash's output (`u`) and of its block (`v`). */
const sizes: Readonly<Record<Pkcs12Digest, { readonly output: number; readonly block: number }>> = {
  sha1: { output: 20, block: 64 },
  sha256: { output: 32, block: 64 },
  sha384: { output: 48, block: 128 },
  sha512: { output: 64, block: 128 },
}

/** Appendix B.3: what the octets are for. */
export const purpose = { encryptionKey: 1, initialisationVector: 2, macKey: 3 } as const

/**
 * Derives octets for one of the purposes; it lets other work go on meanwhile.
 *
 * @param options.password BMPString with its terminator: {@link bmpPassword}.
 * @param options.length octets wanted.
 */
export async function derivePkcs12(options: {
  readonly digest: Pkcs12Digest
  readonly purpose: 1 | 2 | 3
  readonly password: Uint8Array
  readonly salt: Uint8Array
  readonly iterations: number
  readonly length: number
}): Promise<Buffer> {
  const { digest, password, salt, iterations, length } = options
  const { output, block } = sizes[digest]
  const diversifier = Buffer.alloc(block, options.purpose)
  const input = Buffer.concat([repeatToBlocks(salt, block), repeatToBlocks(password, block)])
  const derived: Buffer[] = []
  for (let have = 0; have < length; have += output) {
    let a = hash(digest, Buffer.concat([diversifier, input]), 'buffer')
    for (let i = 1; i < iterations; i++) {
      a = hash(digest, a, 'buffer')
      // An iteration takes two microseconds: other requests get their turn every 30 ms.
      if (i % 16_384 === 0) await setImmediate()
    }
    derived.push(a)
    addToEachBlock(input, repeatTo(a, block), block)
  }
  input.fill(0)
  return Buffer.concat(derived).subarray(0, length)
}

/**
 * Steps 2 and 3: repeats the bytes until they fill whole blocks, and cuts the last copy; no bytes
 * stay none.
 */
function repeatToBlocks(bytes: Uint8Array, block: number): Buffer {
  return repeatTo(bytes, block * Math.ceil(bytes.length / block))
}

function repeatTo(bytes: Uint8Array, length: number): Buffer {
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes)
}

/** Step 6C: adds `addend` and 1 to every block of `input`, modulo its size. */
function addToEachBlock(input: Buffer, addend: Buffer, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1
    for (let i = block - 1; i >= 0; i--) {
      const sum = (input[start + i] ?? 0) + (addend[i] ?? 0) + carry
      input[start + i] = sum & 0xff
      carry = sum >> 8
    }
  }
}

/**
 * Returns a passphrase as appendix B.1 wants it: big-endian UTF-16 with two zero octets at the end.
 * The caller overwrites it.
 */
export function bmpPassword(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le').swap16()
}

/** Iterations that a file may still ask for: a hostile count would block the process for hours. */
export interface IterationBudget {
  /** @throws CustodyError PKCS12_UNSUPPORTED when it is used up */
  spend(iterations: number): void
}

/**
 * Returns a new budget. Old Java key stores ask for some hundred thousand in all, current OpenSSL
 * files for about 6,000.
 */
export function iterationBudget(maximum = 2_000_000): IterationBudget {
  let left = maximum
  return {
    spend(iterations) {
      left -= iterations
      if (left < 0) {
        throw new CustodyError('PKCS12_UNSUPPORTED', `the file asks for more than ${maximum} iterations`)
      }
    },
  }
}
