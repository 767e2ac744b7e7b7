// The process that `file-to-file.ts` measures: loads everything, signs or not, and prints the most
// memory it ever had, in KiB.

import { sign } from 'node:crypto'
import { signFile } from '@tapis/cli/sign-file'
import { benchKeys } from './keys.ts'

const [, , work, input = '', output = ''] = process.argv
const [key] = await benchKeys()
if (key === undefined) throw new TypeError('there is no key')
if (work === 'sign') {
  await signFile(input, output, {
    custodian: {
      certificatePath: [key.certificate],
      takes: 'message',
      algorithm: key.algorithm,
      sign: async (message) => sign('sha256', message, key.privateKey),
    },
    baseline: { level: 'B-B' },
    fields: { signingTime: new Date('2026-11-24T03:32:00Z') },
  })
}
console.log(process.resourceUsage().maxRSS)
