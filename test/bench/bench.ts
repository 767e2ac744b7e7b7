// How fast we are, as ratios in one run. Milliseconds depend on the machine; the ratios are what to
// compare.

import { benchBundle } from './bundle.ts'
import { benchFileToFile } from './file-to-file.ts'
import { benchObjectCount } from './object-count.ts'
import { benchSigning } from './signing.ts'
import { benchTimestamps } from './timestamps.ts'
import { benchValidation } from './validation.ts'

console.log(`Node ${process.versions.node}, ${process.arch}\n`)
await benchSigning()
await benchTimestamps()
await benchValidation()
benchFileToFile()
await benchBundle()
// Last: a million objects leave a heap behind that no other row is about.
await benchObjectCount()
