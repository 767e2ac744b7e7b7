// What has to be stopped and removed, however a run ends: at the end of its block, by a failure, or
// by Ctrl-C.

const open = new Set<() => Promise<void>>()

/**
 * Registers `release`, which runs once: when the result is disposed of, or when this process is
 * told to end.
 */
export function untilTheEnd(release: () => Promise<void>): AsyncDisposable {
  if (open.size === 0 && process.listenerCount('SIGINT', endAll) === 0) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endAll)
  }
  let released: Promise<void> | undefined
  const once = () => {
    released ??= release().finally(() => open.delete(once))
    return released
  }
  open.add(once)
  return { [Symbol.asyncDispose]: once }
}

/** The last thing opened is released first, since it may need what was opened before. */
async function endAll(): Promise<void> {
  for (const release of [...open].reverse()) {
    await release().catch((error: unknown) => console.error(error))
  }
  process.exit(130)
}
