// Certificate extensions (RFC 5280 §4.2): those a path needs are read, the others keep their bytes.
import { type Asn1Element, Asn1Error, readDer, TAG } from '../asn1/der-reader.ts'
import {
  bitString,
  boolean,
  implicitOctets,
  isContext,
  isUniversal,
  octetString,
  oid,
  sequence,
  smallInteger,
} from '../asn1/der-values.ts'
import { OID } from '../oids.ts'
import { present } from '../present.ts'

export interface Extension {
  readonly critical: boolean
  /** The DER inside the extension's OCTET STRING. */
  readonly value: Uint8Array
}

/** Bits of KeyUsage (RFC 5280 §4.2.1.3). */
type KeyUsage =
  | 'digitalSignature'
  | 'nonRepudiation'
  | 'keyEncipherment'
  | 'dataEncipherment'
  | 'keyAgreement'
  | 'keyCertSign'
  | 'cRLSign'

export interface Extensions {
  readonly basicConstraints?: { readonly isCa: boolean; readonly pathLength?: number }
  readonly keyUsage?: ReadonlySet<KeyUsage>
  readonly extKeyUsage?: { readonly critical: boolean; readonly purposes: readonly string[] }
  readonly subjectKeyIdentifier?: Uint8Array
  readonly authorityKeyIdentifier?: Uint8Array
}

const keyUsageBits: readonly KeyUsage[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
]

/**
 * Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }.
 *
 * @throws Asn1Error
 */
export function parseExtensions(elements: readonly Asn1Element[]): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>()
  for (const element of elements) {
    const [id, ...rest] = sequence(element)
    const type = oid(id)
    const critical = rest.length > 1 && boolean(rest[0])
    // RFC 5280 §4.2: not more than one instance; two readers could otherwise believe different
    // ones.
    if (extensions.has(type)) throw new Asn1Error('ASN1_VALUE_INVALID', `extension ${type} occurs twice`)
    extensions.set(type, { critical, value: octetString(rest.at(-1)) })
  }
  return extensions
}

/** Reads the extensions that a certification path is judged by. @throws Asn1Error */
export function readExtensions(extensions: ReadonlyMap<string, Extension>): Extensions {
  const read = <T>(id: string, reader: (element: Asn1Element, critical: boolean) => T): T | undefined => {
    const extension = extensions.get(id)
    return extension === undefined ? undefined : reader(readDer(extension.value), extension.critical)
  }
  const basicConstraints = read(OID.basicConstraints, readBasicConstraints)
  const keyUsage = read(OID.keyUsage, readKeyUsage)
  const extKeyUsage = read(OID.extKeyUsage, (element, critical) => ({
    critical,
    purposes: sequence(element).map(oid),
  }))
  const subjectKeyIdentifier = read(OID.subjectKeyIdentifier, octetString)
  const authorityKeyIdentifier = read(OID.authorityKeyIdentifier, (element) => {
    const identifier = sequence(element).find((field) => isContext(field, 0))
    return identifier === undefined ? undefined : implicitOctets(identifier)
  })
  return present({ basicConstraints, keyUsage, extKeyUsage, subjectKeyIdentifier, authorityKeyIdentifier })
}

/**
 * BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }.
 */
function readBasicConstraints(element: Asn1Element): { isCa: boolean; pathLength?: number } {
  const fields = sequence(element)
  const flag = isUniversal(fields[0], TAG.boolean) ? fields[0] : undefined
  const length = fields[flag === undefined ? 0 : 1]
  return {
    isCa: flag !== undefined && boolean(flag),
    ...present({ pathLength: length && smallInteger(length) }),
  }
}

function readKeyUsage(element: Asn1Element): ReadonlySet<KeyUsage> {
  const first = bitString(element).bytes[0] ?? 0
  return new Set(keyUsageBits.filter((_, bit) => (first & (0x80 >> bit)) !== 0))
}
