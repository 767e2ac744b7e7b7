// Finds where an output is written: where its links lead, and nowhere that something else stands.

import type { BigIntStats } from 'node:fs'
import { readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { cannotWrite, OutputError } from './output-error.ts'

/**
 * The file that an output may take the place of: none, only its own input (work in place), or any.
 */
export type Replaceable = 'nothing' | 'the input' | 'any file'

interface OutputTarget {
  /**
   * Where the file stands, or will: without links in it, so that a link stays one and what it leads
   * to is replaced.
   */
  readonly path: string
  readonly isInput: boolean
}

/**
 * Finds the place of an output.
 * @throws OutputError OUTPUT_NOT_A_FILE, OUTPUT_EXISTS; CANNOT_WRITE when the folder is not there
 *   or may not be entered
 */
export async function outputTarget(
  output: string,
  input: string,
  replaceable: Replaceable,
): Promise<OutputTarget> {
  if (output === '' || output.endsWith(sep)) {
    throw new OutputError('OUTPUT_NOT_A_FILE', `the output "${output}" is no name of a file`)
  }
  try {
    const found = await statIfThere(output)
    if (found === undefined) return { path: await followLinks(output), isInput: false }
    if (!found.isFile())
      throw new OutputError('OUTPUT_NOT_A_FILE', `${output} is ${kindOf(found)}, not a file`)
    const isInput = isSame(found, await statIfThere(input))
    if (replaceable === 'nothing' || (replaceable === 'the input' && !isInput)) {
      throw new OutputError(
        'OUTPUT_EXISTS',
        `${output} ${isInput ? 'is the input itself' : 'exists already'}`,
      )
    }
    return { path: await realpath(output), isInput }
  } catch (cause) {
    throw cause instanceof OutputError ? cause : cannotWrite(output, cause)
  }
}

function statIfThere(path: string): Promise<BigIntStats | undefined> {
  return orNothing(stat(path, { bigint: true }), 'ENOENT')
}

/**
 * Says whether two names, in any spelling, are of one file. An inode's number may not fit into a
 * double: hence big integers.
 */
function isSame(one: BigIntStats, other: BigIntStats | undefined): boolean {
  return one.dev === other?.dev && one.ino === other.ino
}

/** Returns where a file would be made, also by a link whose target is not there yet. */
async function followLinks(path: string): Promise<string> {
  const place = join(await realpath(dirname(path)), basename(path))
  const link = await orNothing(readlink(place), 'ENOENT', 'EINVAL')
  return link === undefined ? place : followLinks(resolve(dirname(place), link))
}

async function orNothing<T>(work: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> {
  try {
    return await work
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && codes.includes(String(cause.code))) return undefined
    throw cause
  }
}

function kindOf(found: BigIntStats): string {
  if (found.isDirectory()) return 'a folder'
  if (found.isFIFO()) return 'a FIFO'
  return found.isSocket() ? 'a socket' : 'a device'
}
