// A timestamp beside its floor, which is one private-key operation by node:crypto, and beside pkijs, which writes and checks the same octets.

import { createPrivateKey, randomBytes, sign } from 'node:crypto'
import { keyObjectCustodian } from '@tapis/custody'
import { cityStart, makeCity } from '../../packages/signer/src/certificate-authority/city-for-tests.ts'
import {
  checkTimestampResponse,
  createTimestampAuthority,
  installationPolicy,
  LocalTimestampAuthority,
  makeTimeStampReq,
} from '../../packages/signer/src/timestamp/index.ts'
import { pkijsResponse } from '../../packages/signer/src/timestamp/pkijs-token-for-tests.ts'
import { measure, milliseconds, printRow } from './measure.ts'

export async function benchTimestamps(): Promise<void> {
  const { timestampAuthority, ca } = await makeCity()
  const pkcs8 = { key: Buffer.from(timestampAuthority.privateKey), format: 'der', type: 'pkcs8' } as const
  const privateKey = createPrivateKey(pkcs8)
  const custodian = keyObjectCustodian(privateKey, [timestampAuthority.certificate, ca.certificate])
  const policy = installationPolicy(crypto.randomUUID())
  const genTime = new Date(cityStart.getTime() + 3_600_000)
  const authority = createTimestampAuthority({ custodian, clock: () => genTime, policy })
  const local = new LocalTimestampAuthority(authority)
  const imprint = { algorithm: 'sha-256', digest: randomBytes(32) } as const
  const request = makeTimeStampReq(imprint, randomBytes(16))
  const statement = { request, policy, serialNumber: randomBytes(16), genTime }
  const theirs = async () => checkTimestampResponse(request, await pkijsResponse(custodian, statement))

  const least = await measure(() => sign('sha256', request.der, privateKey))
  printRow('timestamp, P-256: floor: key', milliseconds(least))
  const rows = [
    ['for our own signature', () => local.timestamp(imprint)],
    ['for a request', () => authority.respond(request.der)],
    ['by pkijs, checked', theirs],
  ] as const
  for (const [title, work] of rows) {
    const time = await measure(work)
    const figure = `${milliseconds(time)}, ${(time / least).toFixed(1)} x`
    const isOurs = work !== theirs
    printRow(
      `timestamp, P-256: ${title}`,
      figure,
      isOurs ? { text: 'at most 5 x', isReached: time <= 5 * least } : undefined,
    )
  }
  console.log()
}
