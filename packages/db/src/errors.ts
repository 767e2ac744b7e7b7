// Where a driver's error becomes ours. Drizzle's message repeats every SQL parameter and
// PostgreSQL's `detail` repeats the offending value, so neither is kept, not even as `cause`: a
// logger that prints an error prints its causes too.

/**
 * - CONFLICT: a unique constraint; the thing exists already.
 * - NOT_FOUND: a foreign key; the thing referred to does not exist (or belongs to another agency or
 *   application).
 * - INVALID: a CHECK, NOT NULL, range or syntax rule refused a value.
 * - IMMUTABLE: a trigger refused to change or delete what is written once.
 * - LEASE_LOST: another process took over the idempotency key, or nobody holds it any more; nothing
 *   was written.
 * - FORBIDDEN: the database role may not do this.
 * - RETRY: deadlock or serialization failure; the same call may succeed again.
 * - UNAVAILABLE: no connection, no resources, shutting down, timeout, or closed. A write that ends
 *   so may have happened: the answer, not the commit, may be what was lost.
 * - MIGRATION_FAILED: the schema could not be brought up to date; the database is as it was.
 * - SCHEMA_NEWER: a later version of this program has changed the schema; this one would not know
 *   what it writes into.
 * - UNEXPECTED: anything else.
 */
export type DatabaseErrorCode =
  | 'CONFLICT'
  | 'NOT_FOUND'
  | 'INVALID'
  | 'IMMUTABLE'
  | 'LEASE_LOST'
  | 'FORBIDDEN'
  | 'RETRY'
  | 'UNAVAILABLE'
  | 'MIGRATION_FAILED'
  | 'SCHEMA_NEWER'
  | 'UNEXPECTED'

/** A failure of the database, without any value that was sent to it. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode
  /** Name of the constraint that refused, if one did. */
  readonly constraint: string | undefined
  /** SQLSTATE of the server or the driver's own code such as ECONNREFUSED, if there is one. */
  readonly sqlState: string | undefined

  constructor(
    code: DatabaseErrorCode,
    message: string,
    details: { readonly constraint?: string | undefined; readonly sqlState?: string | undefined } = {},
  ) {
    super(message)
    this.name = 'DatabaseError'
    this.code = code
    this.constraint = details.constraint
    this.sqlState = details.sqlState
  }
}

/**
 * Runs one query function and turns what the driver throws into a DatabaseError; a TypeError of the
 * caller passes through.
 */
export async function atEdge<T>(operation: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw databaseError(operation, error)
  }
}

function databaseError(operation: string, error: unknown): Error {
  if (error instanceof DatabaseError) return error
  const driverError = innermost(error)
  if (driverError instanceof TypeError) return driverError
  const sqlState = textField(driverError, 'code')
  const constraint = textField(driverError, 'constraint')
  const code = codeFor(sqlState, driverError)
  const refused = constraint === undefined ? '' : ` by ${constraint}`
  const state = sqlState === undefined ? '' : ` (${sqlState})`
  return new DatabaseError(code, `${operation}: ${code}${refused}${state}`, { constraint, sqlState })
}

/** SQLSTATE of our triggers, in the class that PostgreSQL leaves to users. */
const IMMUTABLE_STATE = 'TP001'

const exactStates: Readonly<Record<string, DatabaseErrorCode>> = {
  '23505': 'CONFLICT',
  '23503': 'NOT_FOUND',
  '23502': 'INVALID',
  '23514': 'INVALID',
  [IMMUTABLE_STATE]: 'IMMUTABLE',
  '42501': 'FORBIDDEN',
  '40001': 'RETRY',
  '40P01': 'RETRY',
  '55P03': 'RETRY',
}

// PostgreSQL appendix A: 08 connection, 53 resources, 57 operator intervention (57014 is the
// statement timeout), 28 and 3D: cannot log in.
const stateClasses: Readonly<Record<string, DatabaseErrorCode>> = {
  '08': 'UNAVAILABLE',
  '53': 'UNAVAILABLE',
  '57': 'UNAVAILABLE',
  '28': 'UNAVAILABLE',
  '3D': 'UNAVAILABLE',
  '22': 'INVALID',
}

// Node's names for what happens to a socket.
const socketCode = /^E(CONN|HOST|NET|PIPE|AI_|TIMEDOUT|NOTFOUND)/

// Neither driver has a code for its own refusals; these are all of node-postgres' and PGlite's
// about the connection.
const connectionMessage =
  /^(Connection terminated|Client (has|was)|Query read timeout|timeout (expired|exceeded)|Cannot use a pool|PGlite( database)? is clos)/i

function codeFor(sqlState: string | undefined, error: unknown): DatabaseErrorCode {
  if (sqlState === undefined)
    return error instanceof Error && connectionMessage.test(error.message) ? 'UNAVAILABLE' : 'UNEXPECTED'
  if (socketCode.test(sqlState)) return 'UNAVAILABLE'
  return exactStates[sqlState] ?? stateClasses[sqlState.slice(0, 2)] ?? 'UNEXPECTED'
}

function innermost(error: unknown): unknown {
  let current = error
  for (let depth = 0; depth < 8 && current instanceof Error && current.cause !== undefined; depth += 1) {
    current = current.cause
  }
  return current
}

function textField(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}
