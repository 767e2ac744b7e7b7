// What a case expects of a refusal: our error, its code, and the constraint by name.
import { inspect } from 'node:util'
import { expect } from 'vitest'
import { DatabaseError, type DatabaseErrorCode } from '../errors.ts'

/** Waits for the refusal and checks it; `secret` must not be in anything a logger would print. */
export async function expectRefusal(
  attempt: Promise<unknown>,
  expected: { readonly code: DatabaseErrorCode; readonly constraint?: string; readonly message?: string },
  secret?: string,
): Promise<void> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(DatabaseError)
  expect(error).toMatchObject(expected)
  if (secret !== undefined) expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret)
}
