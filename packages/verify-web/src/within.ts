// Waits for work no longer than it is worth. The work itself goes on: whoever began it bounds it.

/** Settles as `work` does, or rejects after that time. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    late.reject(new Error(`it took longer than ${milliseconds} ms`))
  }, milliseconds)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
