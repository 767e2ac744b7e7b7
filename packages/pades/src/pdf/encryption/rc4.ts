// RC4, the cipher of PDF 1.1 to 1.5. It is obsolete and broken, and ISO 32000-2 §7.6.3.1 deprecates
// it. Here it reads such files and writes updates that their readers understand.

/** Encrypts or decrypts the bytes: the two are the same. @param key 1 to 256 bytes */
export function rc4(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  for (let index = 0, other = 0; index < 256; index++) {
    other = (other + (state[index] ?? 0) + (key[index % key.length] ?? 0)) & 0xff
    swap(state, index, other)
  }
  const result = new Uint8Array(bytes.length)
  for (let at = 0, index = 0, other = 0; at < bytes.length; at++) {
    index = (index + 1) & 0xff
    other = (other + (state[index] ?? 0)) & 0xff
    swap(state, index, other)
    const sum = ((state[index] ?? 0) + (state[other] ?? 0)) & 0xff
    result[at] = (bytes[at] ?? 0) ^ (state[sum] ?? 0)
  }
  return result
}

function swap(state: Uint8Array, left: number, right: number): void {
  const value = state[left] ?? 0
  state[left] = state[right] ?? 0
  state[right] = value
}
