// The one door to @peculiar/x509: it resolves its parts through a container that needs `Reflect` metadata, so the
// polyfill must be evaluated before it, whatever else imports it.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

x509.cryptoProvider.set(globalThis.crypto)

export { x509 }
