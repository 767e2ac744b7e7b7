// Collects bytes as they are written, so that every offset is known the moment it comes into being.

export class ByteWriter {
  #buffer: Uint8Array
  #length = 0
  /** Offset in the file of the first byte written here. */
  readonly start: number

  constructor(start = 0) {
    this.start = start
    this.#buffer = new Uint8Array(1024)
  }

  /** Offset in the file of the next byte. */
  get position(): number {
    return this.start + this.#length
  }

  /** Writes Latin-1 text, one byte per char. */
  text(text: string): void {
    this.#reserve(text.length)
    for (let index = 0; index < text.length; index++) this.#buffer[this.#length++] = text.charCodeAt(index)
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#buffer.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Writes `count` times the same byte. */
  fill(byte: number, count: number): void {
    this.#reserve(count)
    this.#buffer.fill(byte, this.#length, this.#length + count)
    this.#length += count
  }

  /**
   * Replaces what was written at file offset `position`.
   * @throws RangeError outside what was written
   */
  overwrite(position: number, text: string): void {
    const at = position - this.start
    if (at < 0 || at + text.length > this.#length)
      throw new RangeError('overwrite is outside what was written')
    for (let index = 0; index < text.length; index++) this.#buffer[at + index] = text.charCodeAt(index)
  }

  /** Returns what was written so far, as a view that is valid until the next write. */
  view(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed <= this.#buffer.length) return
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2))
    grown.set(this.view())
    this.#buffer = grown
  }
}
