// Changes a copy of the input aside and puts it in the output's place: the output is whole, or as
// it was.

import { constants } from 'node:fs'
import { chmod, copyFile, open, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { withAside } from './asides.ts'
import { cannotWrite } from './output-error.ts'
import { outputTarget, type Replaceable } from './output-target.ts'
import { PdfOnDisk } from './pdf-on-disk.ts'

interface ChangedCopy<T> {
  readonly result: T
  readonly addedBytes: number
}

/**
 * Copies `input` aside, has `change` append to the copy, syncs it and renames it to `output`. What
 * is worked on is the copy, so that nobody who writes to the input meanwhile can have something
 * else signed. The mode stays the input's; that of what is read from a pipe is as of any new file.
 * An input in place that nothing was added to is not touched.
 *
 * @throws OutputError: OUTPUT_EXISTS and OUTPUT_NOT_A_FILE before anything is copied; Error of the
 *   system when the input cannot be read; what `change` throws
 */
export async function changeCopy<T>(
  input: string,
  output: string,
  replaceable: Replaceable,
  change: (copy: PdfOnDisk) => Promise<T>,
): Promise<ChangedCopy<T>> {
  const { path, isInput } = await outputTarget(output, input, replaceable)
  return await withAside(dirname(path), async (aside) => {
    const mode = await copyAside(input, aside, output)
    const changed = await changeInPlace(aside, output, change)
    if (isInput && changed.addedBytes === 0) return changed
    // It is looked at once more: signing takes as long as an authority does, and somebody may have
    // written there meanwhile.
    await outputTarget(output, input, replaceable)
    await writing(output, async () => {
      if (mode !== undefined && !isWritable(mode)) await chmod(aside, mode)
      await rename(aside, path)
    })
    return changed
  })
}

/**
 * Copies the input, and returns its mode; `undefined` where it is no file. The copy can be written
 * to.
 */
async function copyAside(input: string, aside: string, output: string): Promise<number | undefined> {
  // It is opened first, so that what fails afterwards is the writing.
  await using source = await open(input)
  const status = await source.stat()
  if (!status.isFile()) {
    const bytes = await source.readFile()
    await writing(output, () => writeFile(aside, bytes, { flag: 'wx' }))
    return undefined
  }
  const mode = status.mode & 0o777
  await writing(output, async () => {
    // The file system shares the blocks where it can.
    await copyFile(input, aside, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    // The copy of a file that may only be read may only be read as well.
    if (!isWritable(mode)) await chmod(aside, mode | 0o200)
  })
  return mode
}

async function changeInPlace<T>(
  aside: string,
  output: string,
  change: (copy: PdfOnDisk) => Promise<T>,
): Promise<ChangedCopy<T>> {
  await using copy = await PdfOnDisk.open(aside, output)
  const { length } = copy.pdf
  const result = await change(copy)
  await copy.sync()
  return { result, addedBytes: copy.pdf.length - length }
}

const isWritable = (mode: number) => (mode & 0o200) !== 0

async function writing(output: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    throw cannotWrite(output, cause)
  }
}
