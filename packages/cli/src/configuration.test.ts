import { defaultPreflightPolicy, noPreflightPolicy, strictPreflightPolicy } from '@tapis/pades/create'
import { describe, expect, it } from 'vitest'
import { readConfiguration, VARIABLES } from './configuration.ts'
import { UsageError } from './usage-error.ts'

describe('the configuration', () => {
  it('needs nothing: ports 8080 and 8081 on loopback, PGlite and documents in ./data', () => {
    expect(readConfiguration([], {})).toEqual({
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
    })
  })

  it('takes flags before variables, and variables before defaults', () => {
    const environment = {
      TAPIS_API_PORT: '9000',
      TAPIS_DATA: '/srv/tapis',
      DATABASE_URL: 'postgres://db/tapis',
    }
    expect(readConfiguration(['--api-port', '9001'], environment)).toMatchObject({
      apiPort: 9001,
      dataFolder: '/srv/tapis',
      databaseUrl: 'postgres://db/tapis',
      apiOrigin: 'http://localhost:9001',
    })
  })

  it('takes a variable that is set to nothing as not set', () => {
    const { databaseUrl, portalPort } = readConfiguration([], { DATABASE_URL: '', TAPIS_PORTAL_PORT: ' ' })
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
  ])('refuses %s', (_, parameters, environment) => {
    expect(() => readConfiguration(parameters, environment)).toThrow(UsageError)
  })

  it.each([
    ['off', noPreflightPolicy],
    ['warn', defaultPreflightPolicy],
    ['refuse', strictPreflightPolicy],
  ])('takes a preflight that is to %s', (word, preflight) => {
    expect(readConfiguration([], { TAPIS_PREFLIGHT: word })).toMatchObject({ preflight })
  })

  it('lists every variable once', () => {
    const names = VARIABLES.map(([name]) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})
