// Preloaded by `node --import`: writes the address of every module that a process loads into the file that MODULE_RECORD names.

import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const record = process.env.MODULE_RECORD

registerHooks({
  load(url, context, next) {
    if (record !== undefined) appendFileSync(record, `${url}\n`)
    return next(url, context)
  },
})
