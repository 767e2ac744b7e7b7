import { availableParallelism } from 'node:os'
import { defaultPreflightPolicy, noPreflightPolicy, strictPreflightPolicy } from '@tapis/pades/create'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../command-line/usage-error.ts'
import { readConfiguration, readDataPlace } from './configuration.ts'
import { VARIABLES } from './variables.ts'

const origins = { TAPIS_PORTAL_ORIGIN: 'https://tte.example', TAPIS_API_ORIGIN: 'https://api.tte.example' }

describe('the configuration', () => {
  it('needs only --local: ports 8080 and 8081 on loopback, PGlite and documents in ./data', () => {
    expect(readConfiguration(['--local'], {})).toEqual({
      host: '127.0.0.1',
      apiPort: 8080,
      portalPort: 8081,
      dataFolder: 'data',
      portalOrigin: 'http://localhost:8081',
      apiOrigin: 'http://localhost:8080',
      documentBytes: 33_554_432,
      preflight: defaultPreflightPolicy,
      cityName: 'Kota Bandar Lampung',
      behindProxy: false,
      timestampAccess: 'open',
      ntpServers: [],
      workers: availableParallelism(),
      queueLength: 64,
    })
  })

  it('takes what is set for timestamps, clocks and load', () => {
    const environment = {
      ...origins,
      TAPIS_TSA: 'applications',
      TAPIS_TSA_POLICY: '1.3.6.1.4.1.99999.1',
      TAPIS_NTP_SERVERS: '0.id.pool.ntp.org, 2001:db8::1',
      TAPIS_WORKERS: '3',
      TAPIS_QUEUE: '7',
    }
    expect(readConfiguration([], environment)).toMatchObject({
      timestampAccess: 'applications',
      timestampPolicy: '1.3.6.1.4.1.99999.1',
      ntpServers: ['0.id.pool.ntp.org', '2001:db8::1'],
      workers: 3,
      queueLength: 7,
    })
  })

  it.each([
    [{}, /TAPIS_PORTAL_ORIGIN and TAPIS_API_ORIGIN must be set.*--local/],
    [{ TAPIS_API_ORIGIN: 'https://api.tte.example' }, /^TAPIS_PORTAL_ORIGIN must be set/],
    [{ TAPIS_PORTAL_ORIGIN: 'https://tte.example', TAPIS_API_ORIGIN: ' ' }, /^TAPIS_API_ORIGIN must be set/],
  ])('refuses to guess an address that QR codes or certificates bear: %j', (environment, told) => {
    expect(() => readConfiguration([], environment)).toThrow(told)
  })

  it('takes addresses that are set before those of this machine, --local or not', () => {
    expect(readConfiguration(['--local'], { TAPIS_PORTAL_ORIGIN: 'https://tte.example' })).toMatchObject({
      portalOrigin: 'https://tte.example',
      apiOrigin: 'http://localhost:8080',
    })
  })

  it.each(['http://localhost:1', 'http://tapis.localhost', 'http://127.0.0.9:80', 'http://[::1]:8081'])(
    'takes %s, which stays on this machine',
    (origin) => {
      expect(readConfiguration([], { ...origins, TAPIS_PORTAL_ORIGIN: origin })).toBeDefined()
    },
  )

  it.each(['http://tte.example', 'http://localhost.tte.example', 'http://10.0.0.1', 'http://[2001:db8::1]'])(
    'refuses %s, unless plain HTTP is allowed',
    (origin) => {
      const environment = { ...origins, TAPIS_API_ORIGIN: origin }
      expect(() => readConfiguration([], environment)).toThrow(/TAPIS_API_ORIGIN must be https/)
      expect(readConfiguration([], { ...environment, TAPIS_PLAIN_HTTP: 'yes' })).toMatchObject({
        apiOrigin: origin,
      })
    },
  )

  it('refuses variables of ours that there are not, with the nearest there are, and no value', () => {
    const environment = { ...origins, TAPIS_PORTAL_ORIGN: 'rahasia', TAPIS_XYZZY: 'rahasia' }
    const told =
      /unknown variable TAPIS_PORTAL_ORIGN \(did you mean TAPIS_PORTAL_ORIGIN\?\), TAPIS_XYZZY;(?!.*rahasia)/
    expect(() => readConfiguration([], environment)).toThrow(told)
    expect(() => readDataPlace({}, environment)).toThrow(told)
  })

  it('takes variables of other programs, and unknown ones that are set to nothing', () => {
    const environment = { ...origins, TAPIS_CORPUS: '/x', TAPIS_OLD: '', tapis_lower: 'x', OTHER: 'x' }
    expect(readConfiguration([], environment)).toBeDefined()
  })

  it('takes flags before variables, and variables before defaults', () => {
    const environment = {
      TAPIS_API_PORT: '9000',
      TAPIS_DATA: '/srv/tapis',
      DATABASE_URL: 'postgres://db/tapis',
    }
    expect(readConfiguration(['--local', '--api-port', '9001'], environment)).toMatchObject({
      apiPort: 9001,
      dataFolder: '/srv/tapis',
      databaseUrl: 'postgres://db/tapis',
      apiOrigin: 'http://localhost:9001',
    })
  })

  it('takes a variable that is set to nothing as not set', () => {
    const environment = { ...origins, DATABASE_URL: '', TAPIS_PORTAL_PORT: ' ' }
    const { databaseUrl, portalPort } = readConfiguration([], environment)
    expect(databaseUrl).toBeUndefined()
    expect(portalPort).toBe(8081)
  })

  it.each([
    ['an unknown flag', ['--porta', '1'], {}],
    ['a flag without its value', ['--data'], {}],
    ['a stray word', ['serve'], {}],
    ['a port that is no number', ['--api-port', 'http'], {}],
    ['a port above 65535', [], { TAPIS_API_PORT: '65536' }],
    ['one port for both', ['--api-port', '8081'], {}],
    ['a limit of nothing', [], { TAPIS_MAX_DOCUMENT_BYTES: '0' }],
    ['an origin with a path', [], { TAPIS_PORTAL_ORIGIN: 'https://tte.example/portal' }],
    ['a proxy that is neither there nor not', [], { TAPIS_BEHIND_PROXY: '1' }],
    ['a preflight that there is not', [], { TAPIS_PREFLIGHT: 'yes' }],
    ['an origin without a scheme', [], { TAPIS_API_ORIGIN: 'tte.example' }],
    ['a port in hexadecimal', [], { TAPIS_API_PORT: '0x50' }],
    ['timestamps for others than there are', [], { TAPIS_TSA: 'yes' }],
    ['a policy that is no object identifier', [], { TAPIS_TSA_POLICY: '1.40.1' }],
    ['clocks with a port', [], { TAPIS_NTP_SERVERS: 'ntp.example/123' }],
    ['half a worker', [], { TAPIS_WORKERS: '0.5' }],
    ['a queue of nobody', [], { TAPIS_QUEUE: '0' }],
  ])('refuses %s', (_, parameters, environment) => {
    expect(() => readConfiguration(parameters, { ...origins, ...environment })).toThrow(UsageError)
  })

  it.each([
    ['off', noPreflightPolicy],
    ['warn', defaultPreflightPolicy],
    ['refuse', strictPreflightPolicy],
  ])('takes a preflight that is to %s', (word, preflight) => {
    expect(readConfiguration([], { ...origins, TAPIS_PREFLIGHT: word })).toMatchObject({ preflight })
  })

  it('lists every variable once', () => {
    const names = VARIABLES.map(([name]) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})
