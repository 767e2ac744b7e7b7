// An NTP server on loopback whose clock and manners a test chooses.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export interface Manners {
  /** How far its clock is ahead of the machine's. */
  readonly aheadMilliseconds?: number
  readonly leap?: number
  readonly version?: number
  readonly mode?: number
  readonly stratum?: number
  /** In seconds. */
  readonly rootDelay?: number
  readonly rootDispersion?: number
  readonly originate?: 'theirs' | 'another'
  readonly transmit?: 'now' | 'zero'
  readonly bytes?: number
  readonly isSilent?: boolean
}

export interface NtpServerForTests {
  readonly host: string
  readonly port: number
  /** What it was sent. */
  readonly requests: readonly Uint8Array[]
  /** From the next request on. */
  behave(manners: Manners): void
  close(): void
}

export async function startNtpServer(initial: Manners = {}): Promise<NtpServerForTests> {
  const requests: Uint8Array[] = []
  let manners = initial
  const socket = createSocket('udp4')
  socket.on('message', (request, peer) => {
    requests.push(request)
    if (manners.isSilent !== true) socket.send(answerTo(request, manners), peer.port, peer.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    host: '127.0.0.1',
    port: socket.address().port,
    requests,
    behave(changed) {
      manners = changed
    },
    close: () => socket.close(),
  }
}

function answerTo(request: Uint8Array, manners: Manners): Uint8Array {
  const { leap = 0, version = 4, mode = 4, stratum = 2, aheadMilliseconds = 0, bytes = 48 } = manners
  const packet = new Uint8Array(48)
  const view = new DataView(packet.buffer)
  packet[0] = (leap << 6) | (version << 3) | mode
  packet[1] = stratum
  view.setUint32(4, (manners.rootDelay ?? 0.01) * 0x10000)
  view.setUint32(8, (manners.rootDispersion ?? 0.01) * 0x10000)
  packet.set(request.subarray(40, 48), 24)
  if (manners.originate === 'another') view.setUint8(24, view.getUint8(24) ^ 1)
  for (const at of [32, 40]) writeTime(view, at, Date.now() + aheadMilliseconds)
  if (manners.transmit === 'zero') packet.fill(0, 40)
  return packet.subarray(0, bytes)
}

/** Seconds since 1900 modulo 2^32, and a fraction of 32 bits. */
function writeTime(view: DataView, at: number, unixMilliseconds: number): void {
  const seconds = Math.floor(unixMilliseconds / 1000)
  view.setUint32(at, (seconds + 2_208_988_800) % 0x100000000)
  view.setUint32(at + 4, ((unixMilliseconds - seconds * 1000) / 1000) * 0x100000000)
}
