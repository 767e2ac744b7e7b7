// Ways to break a file, each knowing a little of what a PDF is made of. Every one gives another
// file, of the seed's bytes and chance.
import type { Random } from './random.ts'

export interface Mutation {
  readonly name: string
  /** @param other another file, to take parts from */
  readonly apply: (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array
}

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

interface Place {
  readonly start: number
  readonly end: number
  readonly text: string
}

const patterns = {
  number: /(?<![0-9A-Fa-f])\d{1,10}(?![0-9A-Fa-f])/g,
  name: /\/[A-Za-z][A-Za-z0-9]*/g,
  object: /\d+ 0 obj\b[\s\S]{0,4000}?endobj\s/g,
  keyword: /endobj|endstream|stream|startxref|trailer|xref|%%EOF|<<|>>|\[|\]/g,
  reference: /\d+ 0 R/g,
  entry: /\d{10} \d{5} [nf]/g,
  section: /xref\s[\s\S]{0,4000}?%%EOF/g,
} as const

/** A place that is like the pattern; undefined when there is none. */
function placeOf(bytes: Uint8Array, kind: keyof typeof patterns, random: Random): Place | undefined {
  // From somewhere on: large files have more places than are worth finding.
  const from = random.below(2) === 0 ? 0 : random.below(bytes.length)
  const window = textOf(bytes.subarray(from, from + 60_000))
  const places = [...window.matchAll(patterns[kind])]
  if (places.length === 0) return undefined
  const { 0: text, index } = random.pick(places)
  return { start: from + index, end: from + index + text.length, text }
}

function replace(bytes: Uint8Array, { start, end }: Place, value: Uint8Array): Uint8Array {
  return joined(bytes.subarray(0, start), value, bytes.subarray(end))
}

/** Of the same length where that is possible, so that the offsets behind stay true. */
function fitted(text: string, length: number): string {
  return text.length >= length ? text : text.padEnd(length, ' ')
}

function replaceWith(
  bytes: Uint8Array,
  kind: keyof typeof patterns,
  random: Random,
  value: (found: string) => string,
): Uint8Array {
  const place = placeOf(bytes, kind, random)
  if (place === undefined) return bytes
  const text = value(place.text)
  const keeps = random.below(4) > 0
  return replace(bytes, place, latin1(keeps ? fitted(text, place.text.length) : text))
}

const numbers = ['0', '1', '-1', '65535', '99999', '2147483647', '4294967296', '1e9', '0.5', '']
const values = ['null', '[]', '<<>>', '(x)', '<00>', '/X', '1 0 R', '2 0 R', '[1 0 R]', 'true', '99 0 R']

function otherNumber(text: string, random: Random): string {
  const value = Number(text)
  const near = [value + 1, value - 1, value * 2, Math.floor(value / 2), value + random.below(200) - 100]
  return random.below(2) === 0 ? random.pick(numbers) : String(Math.max(0, random.pick(near)))
}

export const mutations: readonly Mutation[] = [
  {
    name: 'a flipped bit',
    apply: (bytes, random) => {
      const changed = bytes.slice()
      for (let count = 1 + random.below(3); count > 0; count--) {
        const at = random.below(changed.length)
        changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8))
      }
      return changed
    },
  },
  {
    name: 'other bytes',
    apply: (bytes, random) => {
      const changed = bytes.slice()
      changed.set(
        random.bytes(Math.min(1 + random.below(8), changed.length)),
        random.below(changed.length - 8),
      )
      return changed
    },
  },
  {
    name: 'another number',
    apply: (bytes, random) => replaceWith(bytes, 'number', random, (text) => otherNumber(text, random)),
  },
  {
    name: 'another name',
    apply: (bytes, random) => replaceWith(bytes, 'name', random, () => textOf(nameFrom(bytes, random))),
  },
  {
    name: 'another reference',
    apply: (bytes, random) => replaceWith(bytes, 'reference', random, () => random.pick(values)),
  },
  {
    name: 'a keyword that is gone',
    apply: (bytes, random) => replaceWith(bytes, 'keyword', random, () => ''),
  },
  {
    name: 'another entry of the cross-reference',
    apply: (bytes, random) =>
      replaceWith(bytes, 'entry', random, (text) => {
        const [offset = '', generation = ''] = text.split(' ')
        const moved = String(Math.max(0, Number(offset) + random.below(40) - 20)).padStart(10, '0')
        return random.pick([
          `${moved} ${generation} n`,
          `${offset} 00001 f`,
          `0000000000 65535 f`,
          `${offset} 00007 n`,
        ])
      }),
  },
  {
    name: 'an object that is written twice',
    apply: (bytes, random) => {
      const object = placeOf(bytes, 'object', random)
      const where = placeOf(bytes, 'object', random)
      if (object === undefined || where === undefined) return bytes
      return joined(bytes.subarray(0, where.end), latin1(object.text), bytes.subarray(where.end))
    },
  },
  {
    name: 'two objects that changed places',
    apply: (bytes, random) => {
      const one = placeOf(bytes, 'object', random)
      const two = placeOf(bytes, 'object', random)
      if (one === undefined || two === undefined || one.end > two.start) return bytes
      const between = bytes.subarray(one.end, two.start)
      return joined(
        bytes.subarray(0, one.start),
        latin1(two.text),
        between,
        latin1(one.text),
        bytes.subarray(two.end),
      )
    },
  },
  { name: 'a cut end', apply: (bytes, random) => bytes.slice(0, random.below(bytes.length)) },
  {
    name: 'a part that is gone',
    apply: (bytes, random) => {
      const start = random.below(bytes.length)
      return joined(bytes.subarray(0, start), bytes.subarray(start + random.below(400)))
    },
  },
  {
    name: 'a part that is there twice',
    apply: (bytes, random) => {
      const start = random.below(bytes.length)
      const end = Math.min(bytes.length, start + random.below(400))
      return joined(bytes.subarray(0, end), bytes.subarray(start))
    },
  },
  {
    name: 'the front of one file and the end of another',
    apply: (bytes, random, other) =>
      joined(bytes.slice(0, random.below(bytes.length)), other.subarray(random.below(other.length))),
  },
  { name: 'another file behind', apply: (bytes, _random, other) => joined(bytes, other) },
  {
    name: 'a cross-reference section that is there twice',
    apply: (bytes, random) => {
      const section = placeOf(bytes, 'section', random)
      return section === undefined ? bytes : joined(bytes, latin1(`${section.text}\n`))
    },
  },
  {
    name: 'an object behind the end',
    apply: (bytes, random) => {
      const object = placeOf(bytes, 'object', random)
      return object === undefined ? bytes : joined(bytes, latin1(object.text))
    },
  },
  {
    name: 'bytes before the header',
    apply: (bytes, random) => joined(random.bytes(1 + random.below(40)), bytes),
  },
  {
    name: 'bytes behind the end',
    apply: (bytes, random) => joined(bytes, random.bytes(1 + random.below(40))),
  },
  {
    name: 'an update',
    apply: (bytes, random) => appendUpdate(bytes, random),
  },
]

function nameFrom(bytes: Uint8Array, random: Random): Uint8Array {
  return latin1(placeOf(bytes, 'name', random)?.text ?? '/X')
}

/**
 * A well formed revision that states some object anew, as it was or with something in it changed.
 */
function appendUpdate(bytes: Uint8Array, random: Random): Uint8Array {
  const object = placeOf(bytes, 'object', random)
  const tail = textOf(bytes.subarray(-2048))
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1]
  if (object === undefined || previous === undefined) return bytes
  const edited = random.below(3) === 0 ? latin1(object.text) : mutateText(object.text, random)
  const number = /^\d+/.exec(object.text)?.[0] ?? '1'
  const entry =
    random.below(5) === 0 ? '0000000000 00001 f ' : `${String(bytes.length).padStart(10, '0')} 00000 n `
  const xref = `xref\n${number} 1\n${entry}\ntrailer\n<</Size 2000/Root 1 0 R/Prev ${previous}>>\n`
  const startXref = `startxref\n${bytes.length + edited.length}\n%%EOF\n`
  return joined(bytes, edited, latin1(xref + startXref))
}

function mutateText(text: string, random: Random): Uint8Array {
  const bytes = latin1(text)
  const kinds = ['number', 'name', 'reference'] as const
  return replaceWith(bytes, random.pick(kinds), random, () => random.pick([...values, ...numbers]))
}
