import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issueCredential, parseAuthorization, secretMatches } from './credential.ts'

const issued = issueCredential(randomBytes)
const presented = { id: issued.id, secret: issued.secret }
const encode = (text: string) => Buffer.from(text).toString('base64')

describe('an application credential', () => {
  it('is read from a Basic and from a Bearer header', () => {
    expect(parseAuthorization(issued.basic)).toEqual(presented)
    expect(parseAuthorization(issued.bearer)).toEqual(presented)
  })

  it('is read whatever the case of the scheme', () => {
    expect(parseAuthorization(issued.basic.replace('Basic', 'BASIC'))).toEqual(presented)
    expect(parseAuthorization(issued.bearer.replace('Bearer', 'bearer'))).toEqual(presented)
  })

  it('is taken from Basic when a client sends both schemes at once', () => {
    const other = issueCredential(randomBytes)
    expect(parseAuthorization(`${other.bearer}, ${issued.basic}`)).toEqual(presented)
  })

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['a scheme alone', 'Basic'],
    ['another scheme', 'Digest username="a"'],
    ['Basic without a colon', `Basic ${encode('abc')}`],
    ['Basic without an id', `Basic ${encode(`:${issued.secret}`)}`],
    ['a secret of another length', `Basic ${encode(`${issued.id}:short`)}`],
    ['Bearer without a dot', `Bearer ${issued.secret}`],
    ['an id with a path in it', `Bearer ../${issued.id}.${issued.secret}`],
    ['a header of 600 characters', `Bearer ${'a'.repeat(600)}`],
  ])('is not read from %s', (_, header) => expect(parseAuthorization(header)).toBeUndefined())

  it('is never a reason to throw, whatever the header', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseAuthorization(`Basic ${text}`)))
    fc.assert(fc.property(fc.string(), (text) => void parseAuthorization(text)))
  })

  it('matches its own digest, and nothing else does', () => {
    expect(secretMatches(issued.secret, issued.secretSha256)).toBe(true)
    expect(secretMatches(issueCredential(randomBytes).secret, issued.secretSha256)).toBe(false)
    expect(secretMatches(issued.secret, undefined)).toBe(false)
    expect(secretMatches(issued.secret, new Uint8Array(32))).toBe(false)
    expect(secretMatches(issued.secret, issued.secretSha256.subarray(1))).toBe(false)
  })

  it('never stands in its stored digest', () => {
    expect(Buffer.from(issued.secretSha256).toString('base64url')).not.toBe(issued.secret)
  })
})
