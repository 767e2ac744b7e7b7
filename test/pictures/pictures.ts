// Makes the pictures of the README anew, `pnpm pictures`: a stamped page, and the portal as a phone
// shows it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchBrowser } from '@tapis/verify-web/testing'
import { renderPage } from '../support/render.ts'
import { startService } from '../support/service.ts'

const images = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const dataFolder = mkdtempSync(join(tmpdir(), 'tapis-pictures-'))
const service = await startService({
  command: 'demo',
  dataFolder,
  // What a city would have; the pictures are taken from the local port.
  environment: { TAPIS_PORTAL_ORIGIN: 'https://tte.bandarlampung.example' },
})
try {
  const signed = new Uint8Array(readFileSync(join(dataFolder, 'demo', 'dpmptsp-izin-signed.pdf')))
  const page = await renderPage(signed, 2, 1.6)
  writeFileSync(join(images, 'stamped-page.png'), page.png)

  const [path = ''] = service.output().match(/\/V\/[0-9A-Z]{16}/) ?? []
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 })
    const phone = await context.newPage()
    await phone.goto(`${service.portalOrigin}${path}`)
    await phone.screenshot({ path: join(images, 'portal-phone.png') })
  } finally {
    await browser.close()
  }
} finally {
  await service.interrupt()
  rmSync(dataFolder, { recursive: true, force: true })
}
