// Says where a service answers, to the terminal and to the supervisor, which shows it once
// everything is up.

/** A supervised process sends this when it answers. */
interface Ready {
  readonly ready: readonly string[]
}

export const CTRL_C = 'Ctrl-C stops the service; the data stays.'

/** Writes the lines, and last the one that people and scripts wait for. */
export function announce(lines: readonly string[], write: (line: string) => void): void {
  for (const line of [...lines, CTRL_C]) write(line)
  if (process.connected) process.send?.({ ready: lines } satisfies Ready)
}

/** Reads a child's message; anything else than {@link Ready} is `undefined`. */
export function parseReady(message: unknown): Ready | undefined {
  if (typeof message !== 'object' || message === null || !('ready' in message)) return undefined
  const { ready } = message
  if (!Array.isArray(ready) || !ready.every((line) => typeof line === 'string')) return undefined
  return { ready }
}
