// A timestamp beside its floor, which is one private-key operation by node:crypto, and beside
// pkijs, which writes the same octets. The check is the one that an answer gets when it arrives and
// a token when a document is validated.

import { KeyObject, randomBytes, sign } from 'node:crypto'
import { keyObjectCustodian } from '@tapis/custody'
import { checkTimestampResponse, makeTimeStampReq } from '@tapis/pki/timestamp'
import { createTimestampAuthority, installationPolicy, LocalTimestampAuthority } from '@tapis/signer'
import { issueAll, pkijsResponse } from '@tapis/testing/pki'
import { measure, milliseconds, printRow } from './measure.ts'

const MAXIMUM_CHECK_MILLISECONDS = 1.5

export async function benchTimestamps(): Promise<void> {
  const { root, timestamping } = await issueAll({
    root: { subject: 'CN=Akar Uji Waktu', role: 'authority' },
    timestamping: { subject: 'CN=Stempel Waktu Uji', issuer: 'root', role: 'timestamping' },
  })
  const privateKey = KeyObject.from(timestamping.keys.privateKey)
  const custodian = keyObjectCustodian(privateKey, [timestamping.der, root.der])
  const policy = installationPolicy(crypto.randomUUID())
  const genTime = new Date('2026-01-01T01:00:00Z')
  const authority = createTimestampAuthority({ custodian, clock: () => genTime, policy })
  const local = new LocalTimestampAuthority(authority)
  const imprint = { algorithm: 'sha-256', digest: randomBytes(32) } as const
  const request = makeTimeStampReq(imprint, randomBytes(16))
  const statement = { request, policy, serialNumber: randomBytes(16), generationTime: genTime }
  const response = await authority.respond(request.der)

  const least = await measure(() => sign('sha256', request.der, privateKey))
  printRow('timestamp, P-256: floor: key', milliseconds(least))
  const rows = [
    ['for our own signature', () => local.timestamp(imprint)],
    ['for a request', () => authority.respond(request.der)],
  ] as const
  for (const [title, work] of rows) {
    const time = await measure(work)
    const goal = { text: 'at most 5 x', isReached: time <= 5 * least }
    printRow(`timestamp, P-256: ${title}`, `${milliseconds(time)}, ${(time / least).toFixed(1)} x`, goal)
  }
  const checked = await measure(() => checkTimestampResponse(request, response))
  const goal = {
    text: `at most ${MAXIMUM_CHECK_MILLISECONDS} ms`,
    isReached: checked <= MAXIMUM_CHECK_MILLISECONDS,
  }
  printRow('timestamp, P-256: checked', milliseconds(checked), goal)
  const theirs = await measure(() => pkijsResponse(custodian, statement))
  printRow('timestamp, P-256: by pkijs', `${milliseconds(theirs)}, ${(theirs / least).toFixed(1)} x`)
  console.log()
}
