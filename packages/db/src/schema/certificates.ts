// Every certificate the service issued or was given. Written by the operator's setup commands;
// afterwards only revoked, once (trigger).
import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  boolean,
  check,
  foreignKey,
  index,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytes, moment } from './columns.ts'
import { credentials } from './credentials.ts'

export const certificates = pgTable(
  'certificates',
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: text({ enum: ['root', 'ca', 'timestamp', 'signature', 'seal'] }).notNull(),
    serialNumber: text('serial_number').notNull(),
    subject: text().notNull(),
    issuer: text().notNull(),
    issuerCertificateId: uuid('issuer_certificate_id').references((): AnyPgColumn => certificates.id),
    credentialId: uuid('credential_id').references(() => credentials.id),
    der: bytes().notNull(),
    notBefore: moment('not_before').notNull(),
    notAfter: moment('not_after').notNull(),
    /**
     * Whether the path ends in Root CA Indonesia (PP 71/2019 Art. 59): what the portal may call
     * "tersertifikasi".
     */
    certifiedProvider: boolean('certified_provider').notNull(),
    revokedAt: moment('revoked_at'),
    revocationReason: text('revocation_reason', {
      enum: [
        'unspecified',
        'keyCompromise',
        'cACompromise',
        'affiliationChanged',
        'superseded',
        'cessationOfOperation',
        'certificateHold',
        'privilegeWithdrawn',
        'aACompromise',
      ],
    }),
  },
  (table) => [
    // RFC 5280 section 4.1.2.2: issuer and serial number identify a certificate; a double would
    // make its revocation ambiguous.
    unique('certificates_issuer_serial_unique').on(table.issuer, table.serialNumber),
    unique('certificates_id_certified_unique').on(table.id, table.certifiedProvider),
    // A city certificate that calls itself certified would show a claim that its root cannot
    // support: the flag follows the issuer.
    foreignKey({
      name: 'certificates_certified_as_issuer_fk',
      columns: [table.issuerCertificateId, table.certifiedProvider],
      foreignColumns: [table.id, table.certifiedProvider],
    }),
    index('certificates_credential_index').on(table.credentialId),
    // They are counted whenever somebody fetches a revocation list.
    index('certificates_revoked_index')
      .on(table.issuerCertificateId)
      .where(sql`${table.revokedAt} is not null`),
    check('certificates_kind_known', sql`${table.kind} in ('root', 'ca', 'timestamp', 'signature', 'seal')`),
    // A path is walked by this column: only a root may end it.
    check(
      'certificates_root_has_no_issuer',
      sql`(${table.kind} = 'root') = (${table.issuerCertificateId} is null)`,
    ),
    // An authority's certificate tied to a signer's key would let that signer issue certificates.
    check(
      'certificates_credential_iff_signing',
      sql`(${table.kind} in ('signature', 'seal')) = (${table.credentialId} is not null)`,
    ),
    check('certificates_serial_is_hex', sql`${table.serialNumber} ~ '^[0-9a-f]{1,42}$'`),
    check('certificates_der_size', sql`octet_length(${table.der}) between 64 and 65536`),
    check('certificates_validity_ordered', sql`${table.notBefore} < ${table.notAfter}`),
    check(
      'certificates_revocation_has_reason',
      sql`(${table.revokedAt} is null) = (${table.revocationReason} is null)`,
    ),
    // RFC 5280 section 5.3.1, without removeFromCRL: a hold is never lifted here.
    check(
      'certificates_revocation_reason_known',
      sql`${table.revocationReason} in ('unspecified', 'keyCompromise', 'cACompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation', 'certificateHold', 'privilegeWithdrawn', 'aACompromise')`,
    ),
  ],
)
