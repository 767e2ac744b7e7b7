import { expect, it } from 'vitest'
import { createJsonLog } from './json-log.ts'

it('writes one line of JSON for an entry, whatever is in it', () => {
  const lines: string[] = []
  const log = createJsonLog(
    (line) => lines.push(line),
    () => new Date(0),
  )
  log({ event: 'failure', requestId: 'a\nb', causes: [] })
  expect(lines).toEqual([
    '{"time":"1970-01-01T00:00:00.000Z","event":"failure","requestId":"a\\nb","causes":[]}\n',
  ])
})
