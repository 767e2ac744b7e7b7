// A headless Chromium that the package manager brought along, and the portal on a loopback port.

import { createServer } from 'node:net'
import { serve } from '@hono/node-server'
import chromium from '@sparticuz/chromium'
import { chromium as launcher } from 'playwright-core'
import { createVerifyApp } from '../app.ts'
import type { VerifyDeps } from '../portal.ts'

// The bundled arguments are made for a function that opens one page and ends: one process cannot
// close a context and open another, and without web security a test would not see what the
// Content-Security-Policy forbids.
const UNSUITABLE = ['--single-process', '--disable-web-security', '--allow-running-insecure-content']

/** Starts the browser. The caller closes it. */
export async function launchBrowser() {
  const args = chromium.args.filter((argument) => !UNSUITABLE.includes(argument))
  return launcher.launch({
    executablePath: await chromium.executablePath(),
    args: [...args, '--disable-background-networking', '--no-first-run'],
    headless: true,
  })
}

/** Serves a portal whose origin is the loopback address that it listens on. */
export async function servePortal(deps: VerifyDeps): Promise<{ origin: string; close: () => void }> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const app = createVerifyApp({ ...deps, portalOrigin: origin })
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => {
      resolve({ origin, close: () => server.close() })
    })
  })
}

async function freePort(): Promise<number> {
  const probe = createServer()
  return new Promise((resolve, reject) => {
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
