import { beforeAll, describe, expect, it } from 'vitest'
import { type CityForTests, cityStart, makeCity } from './city-for-tests.ts'
import { issueCrl } from './index.ts'
import { x509 } from './x509.ts'

const thisUpdate = new Date('2026-03-01T00:00:00Z')
const nextUpdate = new Date('2026-03-08T00:00:00Z')
let city: CityForTests
beforeAll(async () => {
  city = await makeCity()
})

describe('issueCrl', () => {
  it('lists revoked certificates with their dates and reasons, signed by the CA', async () => {
    const revoked = [
      { serialNumber: city.signer.serialNumber, revokedAt: cityStart, reason: 'keyCompromise' },
      { serialNumber: city.seal.serialNumber.toLowerCase(), revokedAt: thisUpdate },
      { serialNumber: '0080', revokedAt: thisUpdate },
    ] as const
    const crl = new x509.X509Crl(issueCrl({ issuer: city.ca, revoked, thisUpdate, nextUpdate }))
    expect(await crl.verify({ publicKey: new x509.X509Certificate(city.ca.certificate) })).toBe(true)
    expect(crl.thisUpdate).toEqual(thisUpdate)
    expect(crl.nextUpdate).toEqual(nextUpdate)
    expect(crl.findRevoked(city.signer.serialNumber)).toMatchObject({
      revocationDate: cityStart,
      reason: x509.X509CrlReason.keyCompromise,
    })
    expect(crl.findRevoked(city.seal.serialNumber)).toMatchObject({ reason: undefined, extensions: [] })
    expect(crl.entries).toHaveLength(3)
    expect(crl.findRevoked(city.timestampAuthority.serialNumber)).toBeNull()
  })

  it('has no list of entries when nothing is revoked, and still an authority key and a number', async () => {
    const crl = new x509.X509Crl(issueCrl({ issuer: city.root, revoked: [], thisUpdate, nextUpdate }))
    expect(await crl.verify({ publicKey: new x509.X509Certificate(city.root.certificate) })).toBe(true)
    expect(crl.entries).toEqual([])
    expect(crl.extensions.map((extension) => extension.type)).toEqual(['2.5.29.35', '2.5.29.20'])
  })

  it('numbers lists by their time unless told otherwise', () => {
    const number = (options: object) => {
      const crl = new x509.X509Crl(
        issueCrl({ issuer: city.ca, revoked: [], thisUpdate, nextUpdate, ...options }),
      )
      return Buffer.from(crl.getExtension('2.5.29.20')?.value ?? new ArrayBuffer()).toString('hex')
    }
    expect(number({})).toBe('020469a38180')
    expect(number({ number: 7n })).toBe('020107')
  })

  const late = '2026-04-01T00:00:00Z'
  const rejections = [
    ['a serial number listed twice', { serials: ['0A', 'a'] }, 'REVOCATION_LIST_INVALID'],
    ['a serial number that is not hex', { serials: ['x1'] }, 'REVOCATION_LIST_INVALID'],
    ['nextUpdate before thisUpdate', { serials: [], thisUpdate: late }, 'REVOCATION_LIST_INVALID'],
    ['a revocation after thisUpdate', { serials: ['1'], revokedAt: late }, 'REVOCATION_LIST_INVALID'],
  ] as const
  it.each(rejections)('refuses %s', (_what, change, code) => {
    const { serials, revokedAt, ...dates } = { revokedAt: '2026-01-01', thisUpdate: '2026-03-01', ...change }
    const revoked = serials.map((serialNumber) => ({ serialNumber, revokedAt: new Date(revokedAt) }))
    const options = { issuer: city.ca, revoked, thisUpdate: new Date(dates.thisUpdate), nextUpdate }
    expect(() => issueCrl(options)).toThrow(expect.objectContaining({ code }))
  })

  it('refuses an issuer that is not a CA', () => {
    expect(() => issueCrl({ issuer: city.signer, revoked: [], thisUpdate, nextUpdate })).toThrow(
      expect.objectContaining({ code: 'ISSUER_INVALID' }),
    )
  })
})
