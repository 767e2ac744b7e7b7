// Whether one name lies within one subtree (RFC 5280 §4.2.1.10), for each form of name.
import type { GeneralName } from '../x509/general-name.ts'
import { canonicalRelativeNames, type Name } from '../x509/name.ts'

/** `incomparable`: the form is not read here, or one of the two is malformed; nothing may be concluded in its favour. */
export type Containment = 'within' | 'outside' | 'incomparable'

/** @param subtree of the same kind as the name; a different kind is incomparable */
export function isWithin(name: GeneralName, subtree: GeneralName): Containment {
  if (name.kind === 'directoryName') {
    return subtree.kind === 'directoryName' ? directoryWithin(name.name, subtree.name) : 'incomparable'
  }
  if (name.kind === 'iPAddress') {
    return subtree.kind === 'iPAddress' ? addressWithin(name.octets, subtree.octets) : 'incomparable'
  }
  if (!('value' in name) || !('value' in subtree) || name.kind !== subtree.kind) return 'incomparable'
  switch (name.kind) {
    case 'rfc822Name':
      return mailboxWithin(name.value, subtree.value)
    case 'dNSName':
      return dnsWithin(name.value, subtree.value)
    case 'uniformResourceIdentifier':
      return uriWithin(name.value, subtree.value)
  }
}

function directoryWithin(name: Name, subtree: Name): Containment {
  const parts = canonicalRelativeNames(name)
  return within(canonicalRelativeNames(subtree).every((part, index) => parts[index] === part))
}

/** An address and a mask, 8 octets for IPv4 and 32 for IPv6 (RFC 4632). One family lies outside the other. */
function addressWithin(address: Uint8Array, subtree: Uint8Array): Containment {
  const isAddress = address.length === 4 || address.length === 16
  if (!isAddress || (subtree.length !== 8 && subtree.length !== 32)) return 'incomparable'
  if (subtree.length !== address.length * 2) return 'outside'
  const mask = subtree.subarray(address.length)
  return within(address.every((octet, at) => (((subtree[at] ?? 0) ^ octet) & (mask[at] ?? 0)) === 0))
}

/** A mailbox (its local part compared as written), all mailboxes of a host, or, with a leading dot, of the hosts below a domain. */
function mailboxWithin(mailbox: string, subtree: string): Containment {
  const at = mailbox.lastIndexOf('@')
  const host = mailbox.slice(at + 1)
  if (at < 1 || !isHost(host)) return 'incomparable'
  const subtreeAt = subtree.lastIndexOf('@')
  if (subtreeAt >= 0) {
    const isSameHost = sameHost(host, subtree.slice(subtreeAt + 1))
    return within(isSameHost && mailbox.slice(0, at) === subtree.slice(0, subtreeAt))
  }
  return hostWithin(host, subtree)
}

/** A domain and everything below it; of a leading dot, which RFC 5280 does not define here, only what is below. */
function dnsWithin(name: string, subtree: string): Containment {
  if (subtree === '') return 'within'
  const isWildcard = name.startsWith('*.')
  const host = isWildcard ? name.slice(2) : name
  const domain = subtree.startsWith('.') ? subtree.slice(1) : subtree
  if (!isHost(host) || !isHost(domain)) return 'incomparable'
  const isBelow = below(host, domain)
  if (isBelow || (sameHost(host, domain) && (isWildcard || domain === subtree))) return 'within'
  // *.example.com stands for names inside and outside of www.example.com.
  return isWildcard && below(domain, host) ? 'incomparable' : 'outside'
}

/** By the host of the URI, which must have one that is a name (§4.2.1.10). */
function uriWithin(uri: string, subtree: string): Containment {
  // Some readers take a backslash for the end of the authority, so the host is a matter of opinion.
  if (uri.includes('\\')) return 'incomparable'
  const authority = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(uri)?.[1]
  const host = authority?.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '')
  if (host === undefined || !isHost(host) || /^[\d.]+$/.test(host)) return 'incomparable'
  return hostWithin(host, subtree)
}

function hostWithin(host: string, subtree: string): Containment {
  const isDomain = subtree.startsWith('.')
  const bare = isDomain ? subtree.slice(1) : subtree
  if (!isHost(bare)) return 'incomparable'
  return within(isDomain ? below(host, bare) : sameHost(host, bare))
}

const within = (is: boolean): Containment => (is ? 'within' : 'outside')
const isHost = (text: string) => /^[a-z\d_-]+(?:\.[a-z\d_-]+)*$/i.test(text)
const sameHost = (left: string, right: string) => left.toLowerCase() === right.toLowerCase()
const below = (host: string, domain: string) => host.toLowerCase().endsWith(`.${domain.toLowerCase()}`)
