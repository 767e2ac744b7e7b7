// Where the data are, for commands that need nothing else of the service's configuration.

import { type Environment, variable } from '../configuration.ts'

export interface DataPlace {
  /** Folder of documents, secrets and, without `databaseUrl`, of the database. */
  readonly dataFolder: string
  /** `postgres://…`; absent means PGlite in the data folder. */
  readonly databaseUrl?: string
}

/** @param flag what `--data` says; it goes before TAPIS_DATA, and both before `./data` */
export function dataPlace(flag: string | undefined, environment: Environment): DataPlace {
  const databaseUrl = variable(environment, 'DATABASE_URL')
  const dataFolder = flag ?? variable(environment, 'TAPIS_DATA') ?? 'data'
  return { dataFolder, ...(databaseUrl !== undefined && { databaseUrl }) }
}
