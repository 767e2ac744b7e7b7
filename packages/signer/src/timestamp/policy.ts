// The policy under which tokens are issued (TSAPolicyId, RFC 3161 §2.4.2).

/**
 * Returns the policy of an installation that has none of its own: its id, a UUID, as an arc under
 * 2.25, which ITU-T X.667 gives to whoever holds the UUID. A city with a written policy puts that
 * under an arc of its own.
 *
 * @param id UUID with hyphens, as `findInstallation` gives it.
 * @throws TypeError when it is no UUID
 */
export function installationPolicy(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw new TypeError('the id is not a UUID')
  return `2.25.${BigInt(`0x${id.replaceAll('-', '')}`)}`
}

/**
 * Returns the policy itself when it is an OID: at least two arcs of up to 39 digits, as a UUID has,
 * without leading zeros, the second below 40 under the roots 0 and 1 (X.660). @throws TypeError
 * otherwise
 */
export function requirePolicyOid(policy: string): string {
  if (/^([01]\.[1-3]?\d|2\.(0|[1-9]\d{0,38}))(\.(0|[1-9]\d{0,38})){0,30}$/.test(policy)) return policy
  throw new TypeError(`policy ${policy} is not an OID`)
}
