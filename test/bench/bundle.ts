// How much a browser loads to validate.

import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { printRow } from './measure.ts'

const MOST_KILOBYTES = 120

export async function benchBundle(): Promise<void> {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { validatePdf } from '@tapis/pades/validate'",
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  })
  const kilobytes = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length / 1024
  printRow('pades/validate in a browser, gzipped', `${kilobytes.toFixed(1)} KB`, {
    text: `at most ${MOST_KILOBYTES} KB`,
    isReached: kilobytes <= MOST_KILOBYTES,
  })
}
