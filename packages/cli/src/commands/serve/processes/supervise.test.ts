import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Program, supervise } from './supervise.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapis-supervise-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/**
 * A real program: `life` is its JavaScript; `ready()` says that it answers, `told` resolves when it
 * is to stop.
 */
async function program(name: string, life: string): Promise<Program> {
  const file = join(folder, `${name}.mjs`)
  const prelude = `
    import { appendFileSync, existsSync } from 'node:fs'
    const ready = () => process.send({ ready: ['${name} answers'] })
    const told = new Promise((resolve) => {
      process.on('message', (message) => message === 'stop' && resolve())
      process.once('disconnect', resolve)
    })
    const leave = (status = 0) => { process.exitCode = status; process.disconnect?.() }
    appendFileSync(${JSON.stringify(join(folder, `${name}.starts`))}, '.')
  `
  await writeFile(file, prelude + life)
  return { name, parameters: [file], environment: {} }
}

const starts = async (name: string) => (await readFile(join(folder, `${name}.starts`), 'utf8')).length
const well = 'ready(); await told; leave()'

function watch(programs: readonly Program[]) {
  const stop = Promise.withResolvers<void>()
  const announced = Promise.withResolvers<readonly string[]>()
  const log: Record<string, unknown>[] = []
  const status = supervise(programs, {
    stopped: stop.promise,
    log: (entry) => log.push({ ...entry }),
    announce: announced.resolve,
    firstPauseMilliseconds: 1,
    mostPauseMilliseconds: 4,
  })
  return { stop: stop.resolve, announced: announced.promise, log, status }
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('a supervisor', () => {
  it('says where all answer once all do, in their order, and ends with 0 when all end cleanly', async () => {
    const slow = await program('slow', `setTimeout(ready, 100); await told; leave()`)
    const quick = await program('quick', well)
    const { stop, announced, status } = watch([slow, quick])
    expect(await announced).toEqual(['slow answers', 'quick answers'])
    stop()
    expect(await status).toBe(0)
  })

  it('starts one again that dies, with longer and longer pauses, and leaves the other one alone', async () => {
    const mortal = await program(
      'mortal',
      `ready(); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 20)`,
    )
    const steady = await program('steady', well)
    const { stop, log, status } = watch([mortal, steady])
    await until(async () => existsSync(join(folder, 'mortal.starts')) && (await starts('mortal')) >= 5)
    stop()
    await status
    const pauses = log.flatMap(({ restartMilliseconds }) =>
      restartMilliseconds === undefined ? [] : [restartMilliseconds],
    )
    expect(pauses.slice(0, 4)).toEqual([1, 2, 4, 4])
    expect(log).toContainEqual(expect.objectContaining({ name: 'mortal', state: 'ended', signal: 'SIGKILL' }))
    expect(await starts('steady')).toBe(1)
  })

  it('ends everything with 1 when one refuses to start, and does not start it again', async () => {
    const refusing = await program('refusing', 'leave(1)')
    const other = await program('other', well)
    const { log, status } = watch([refusing, other])
    expect(await status).toBe(1)
    expect(log).toContainEqual(expect.objectContaining({ name: 'refusing', state: 'refused', status: 1 }))
    expect(await starts('refusing')).toBe(1)
  })

  it('ends with 1 when one does not end cleanly', async () => {
    const { stop, announced, status } = watch([await program('unclean', 'ready(); await told; leave(3)')])
    await announced
    stop()
    expect(await status).toBe(1)
  })

  it('tells one that is being started again to stop', async () => {
    const later = `existsSync(${JSON.stringify(join(folder, 'died'))})`
    const twice = await program(
      'twice',
      `if (${later}) { await told; leave() }
       else { appendFileSync(${JSON.stringify(join(folder, 'died'))}, ''); ready(); setTimeout(() => process.exit(9), 20) }`,
    )
    const { stop, status } = watch([twice])
    await until(async () => existsSync(join(folder, 'twice.starts')) && (await starts('twice')) === 2)
    stop()
    expect(await status).toBe(0)
  })
})
