import { inspect } from 'node:util'
import { DrizzleQueryError } from 'drizzle-orm/errors'
import { describe, expect, it } from 'vitest'
import { atEdge } from './errors.ts'

const secret = '1871010101990001'

/** As node-postgres and PGlite throw: own properties beside the message. */
const driverError = (properties: Record<string, string>) =>
  new DrizzleQueryError(
    'insert into signers values ($1)',
    [secret],
    Object.assign(new Error(`duplicate ${secret}`), { detail: `Key (nik)=(${secret})`, ...properties }),
  )

describe('atEdge', () => {
  it.each([
    { code: '23505', expected: 'CONFLICT' },
    { code: '23503', expected: 'NOT_FOUND' },
    { code: '23514', expected: 'INVALID' },
    { code: '23502', expected: 'INVALID' },
    { code: '22P02', expected: 'INVALID' },
    { code: '22021', expected: 'INVALID' },
    { code: 'TP001', expected: 'IMMUTABLE' },
    { code: '42501', expected: 'FORBIDDEN' },
    { code: '40001', expected: 'RETRY' },
    { code: '40P01', expected: 'RETRY' },
    { code: '55P03', expected: 'RETRY' },
    { code: '08006', expected: 'UNAVAILABLE' },
    { code: '53300', expected: 'UNAVAILABLE' },
    { code: '57014', expected: 'UNAVAILABLE' },
    { code: '57P01', expected: 'UNAVAILABLE' },
    { code: '28P01', expected: 'UNAVAILABLE' },
    { code: '3D000', expected: 'UNAVAILABLE' },
    { code: 'ECONNREFUSED', expected: 'UNAVAILABLE' },
    { code: 'ECONNRESET', expected: 'UNAVAILABLE' },
    { code: 'ENOTFOUND', expected: 'UNAVAILABLE' },
    { code: 'ETIMEDOUT', expected: 'UNAVAILABLE' },
    { code: 'EPIPE', expected: 'UNAVAILABLE' },
    { code: 'EAI_AGAIN', expected: 'UNAVAILABLE' },
    { code: '42P01', expected: 'UNEXPECTED' },
    { code: '', expected: 'UNEXPECTED' },
  ])('turns $code into $expected and repeats no value', async ({ code, expected }) => {
    const failing = atEdge('operation', () =>
      Promise.reject(driverError({ code, constraint: 'some_unique' })),
    )
    const error = await failing.catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'DatabaseError', code: expected, constraint: 'some_unique' })
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret)
  })

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Query read timeout',
    'timeout expired',
    'timeout exceeded when trying to connect',
    'Cannot use a pool after calling end on the pool',
    'PGlite is closed',
    'PGlite is closing',
  ])('takes "%s" for UNAVAILABLE', async (message) => {
    const error = new DrizzleQueryError('select 1', [], new Error(message))
    await expect(atEdge('operation', () => Promise.reject(error))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    })
  })

  it('lets a bad call through as the TypeError it is', async () => {
    await expect(atEdge('operation', () => Promise.reject(new TypeError('64 digits')))).rejects.toThrow(
      TypeError,
    )
  })
})
