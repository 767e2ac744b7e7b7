// NTP servers as the reference of the clock: SNTP, the client mode of NTP version 4 (RFC 5905 §14,
// RFC 4330 §5) over UDP. Nothing here is authenticated: an answer counts only if it repeats our
// random number, and the median of several servers decides.
import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { LONGEST_WAY_MILLISECONDS, type LocalTime, type TimeReference } from './time-reference.ts'

/** Where an NTP server is asked. */
export interface NtpServer {
  /** Name or address. */
  readonly host: string
  /** Default 123. */
  readonly port?: number
}

const TIMEOUT_MILLISECONDS = 2000

/**
 * Asks all servers at once and takes the median of those that answer within a second; of an even
 * number the mean of the two in the middle. With looking up its name, a server has
 * `timeoutMilliseconds` (default 2000).
 *
 * @param randomBytes cryptographic: whoever does not see our packet cannot answer it.
 */
export function sntpReference(
  servers: readonly NtpServer[],
  options: LocalTime & {
    readonly randomBytes: (length: number) => Uint8Array
    readonly timeoutMilliseconds?: number
  },
): TimeReference {
  const { timeoutMilliseconds = TIMEOUT_MILLISECONDS, ...local } = options
  return async () => {
    const asked = servers.map((server) => ask(server, timeoutMilliseconds, local).catch(() => undefined))
    const offsets = (await Promise.all(asked)).filter((offset) => offset !== undefined)
    const sorted = offsets.toSorted((a, b) => a - b)
    const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
    if (low === undefined || high === undefined) return undefined
    return { offsetMilliseconds: (low + high) / 2, uncertaintyMilliseconds: 0 }
  }
}

/** Returns how far the server's clock is ahead. Rejects when there is no answer in time. */
async function ask(
  { host, port = 123 }: NtpServer,
  timeoutMilliseconds: number,
  { wallClock, monotonic, randomBytes }: Parameters<typeof sntpReference>[1],
): Promise<number> {
  const tooLate = rejectionAfter(timeoutMilliseconds)
  let socket: Socket | undefined
  try {
    const { address, family } = await Promise.race([lookup(host), tooLate.rejection])
    // The transmit timestamp comes back as the originate timestamp. A random one tells an answer
    // from a forged one.
    const cookie = randomBytes(8)
    socket = createSocket(family === 6 ? 'udp6' : 'udp4')
    await Promise.race([connected(socket, address, port), tooLate.rejection])
    const sentWall = wallClock().getTime()
    const sent = monotonic()
    socket.send(requestPacket(cookie))
    const times = await Promise.race([answerTo(cookie, socket), tooLate.rejection])
    // The way is measured by the clock that cannot step meanwhile.
    const way = monotonic() - sent
    if (!(way <= LONGEST_WAY_MILLISECONDS)) throw new Error('the answer took too long')
    // RFC 4330 §5.
    const received = sentWall + way
    return (times.received - sentWall + (times.transmitted - received)) / 2
  } finally {
    tooLate.cancel()
    socket?.close()
  }
}

function rejectionAfter(milliseconds: number) {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no answer in time')), milliseconds)
  // Whoever has stopped waiting is not told.
  promise.catch(() => undefined)
  return { rejection: promise, cancel: () => clearTimeout(timer) }
}

/**
 * A connected socket takes answers from that address and port only, and hears that nobody listens
 * there.
 */
function connected(socket: Socket, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.connect(port, address, resolve)
  })
}

function answerTo(cookie: Uint8Array, socket: Socket): Promise<ServerTimes> {
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (packet) => {
      const times = serverTimes(packet, cookie)
      if (times !== undefined) resolve(times)
    })
  })
}

/** Returns milliseconds since 1970 by the server's clock. */
interface ServerTimes {
  readonly received: number
  readonly transmitted: number
}

const PACKET_BYTES = 48

function requestPacket(cookie: Uint8Array): Uint8Array {
  const packet = new Uint8Array(PACKET_BYTES)
  packet[0] = (4 << 3) | 3 // version 4, mode 3 (client)
  packet.set(cookie, 40)
  return packet
}

/**
 * Octet 0: leap indicator (2 bits), version (3), mode (3); 1: stratum; 4 and 8: root delay and
 * dispersion; 24: originate, 32: receive, 40: transmit timestamp. `undefined` for what RFC 4330 §5
 * tells a client to discard: an answer to somebody else, a server that is not synchronised itself
 * (leap indicator 3) or sends a kiss of death (stratum 0), and one more than a second from its own
 * source.
 */
function serverTimes(packet: Uint8Array, cookie: Uint8Array): ServerTimes | undefined {
  if (packet.length < PACKET_BYTES) return undefined
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  const [leap, version, mode] = [view.getUint8(0) >> 6, (view.getUint8(0) >> 3) & 7, view.getUint8(0) & 7]
  const stratum = view.getUint8(1)
  const isAnswer = mode === 4 && (version === 3 || version === 4)
  const isSynchronised = leap !== 3 && stratum >= 1 && stratum <= 15
  const isNear = view.getUint32(4) < 0x10000 && view.getUint32(8) < 0x10000
  if (!isAnswer || !isSynchronised || !isNear) return undefined
  if (Buffer.compare(packet.subarray(24, 32), cookie) !== 0) return undefined
  if (view.getBigUint64(40) === 0n) return undefined
  return { received: unixMilliseconds(view, 32), transmitted: unixMilliseconds(view, 40) }
}

/**
 * RFC 4330 §3: seconds from 1900 while the first bit is set, from 7 February 2036 when it is not;
 * then a fraction of 32 bits.
 */
function unixMilliseconds(view: DataView, at: number): number {
  const seconds = view.getUint32(at)
  const era = seconds >= 0x80000000 ? 0 : 0x100000000
  return (seconds + era - SECONDS_1900_TO_1970) * 1000 + (view.getUint32(at + 4) * 1000) / 0x100000000
}

const SECONDS_1900_TO_1970 = 2_208_988_800
