// Tells the operator of a failure. The visitor gets the same id and nothing else. An error of the
// query layer repeats the SQL's parameters in its message; its cause says what went wrong without
// them.

/** One 500 or 503. `id` is what the visitor was shown. */
export type Failure = { readonly id: string; readonly status: 500 | 503; readonly cause: unknown }

/** Returns eight hexadecimal digits that a visitor can read out on the telephone. */
export function failureId(): string {
  return crypto.randomUUID().slice(0, 8).toUpperCase()
}

/** Returns what a log may hold of a failure: of the error only the innermost cause. */
export function describeFailure({ id, status, cause }: Failure) {
  return { event: 'portal-failure', id, status, ...innermostCause(cause) } as const
}

/** Writes one line of JSON. */
export function reportOnStandardError(failure: Failure): void {
  console.error(JSON.stringify(describeFailure(failure)))
}

function innermostCause(thrown: unknown): { name: string; message: string } {
  let error = thrown
  for (let depth = 0; depth < 8 && error instanceof Error && error.cause !== undefined; depth++)
    error = error.cause
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'unknown', message: `a ${typeof error} was thrown` }
}
