// What passes between the service and its threads: plain data both ways. Errors lose their class on
// the way, so they cross as the problem that they are to a client, and their causes as names, codes
// and places for the log.
import { present } from '@tapis/pki'
import type { ApiErrorOptions, FieldError } from '../problems/problem.ts'
import { ApiError } from '../problems/problem.ts'
import type { ProblemCode } from '../problems/problem-table.ts'
import type { JobContext } from './job-context.ts'
import type { JobName } from './jobs.ts'

export interface JobRequest {
  readonly name: JobName
  readonly input: unknown
}

/** `Done` is what the job gives: both sides are of one release and share the table of jobs. */
export type JobMessage<Done = unknown> =
  /** The thread has loaded what it needs and begins: from now on the job's time counts. */
  | { readonly started: true }
  | { readonly stoppedMeans: Parameters<JobContext['stoppedMeans']>[0] }
  | { readonly done: Done }
  | { readonly refused: CrossingError }

/** An ApiError as plain data. */
interface CrossingError {
  readonly code: ProblemCode
  readonly facts?: NonNullable<ApiErrorOptions['facts']>
  readonly errors?: readonly FieldError[]
  readonly causes: readonly CrossingCause[]
}

interface CrossingCause {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly stack?: string
}

const MOST_CAUSES = 5

export function crossing({ code, options }: ApiError): CrossingError {
  const causes: CrossingCause[] = []
  for (
    let current = options.cause;
    current instanceof Error && causes.length < MOST_CAUSES;
    current = current.cause
  ) {
    const { name, message, stack } = current
    const ownCode = 'code' in current && typeof current.code === 'string' ? current.code : undefined
    causes.push({
      name,
      message,
      ...present({ code: ownCode }),
      ...present({ stack }),
    })
  }
  return {
    code,
    causes,
    ...present({ facts: options.facts }),
    ...present({ errors: options.errors }),
  }
}

/** The error again, its causes as errors with the names, codes and stacks that they had. */
export function arrived({ causes, code, ...options }: CrossingError): ApiError {
  const cause = causes.reduceRight<Error | undefined>((inner, { name, message, code: own, stack }) => {
    const error = new Error(message, inner === undefined ? {} : { cause: inner })
    Object.assign(error, { name, ...present({ code: own }), ...(stack && { stack }) })
    return error
  }, undefined)
  return new ApiError(code, { ...options, ...present({ cause }) })
}
