// Answers GET /aset/{name}.{digest}.{extension}.

import { Hono } from 'hono'
import { fileCheckScript, styleSheet } from '../assets/assets.ts'

/**
 * Serves the static files. While servers of two releases run side by side, a digest of the other
 * release gets the present content.
 */
export const assetRoutes = new Hono().get('/aset/:file', async (c, next) => {
  const file = c.req.param('file')
  for (const asset of [styleSheet, fileCheckScript]) {
    const [name, , extension] = asset.path.slice('/aset/'.length).split('.')
    const [askedName, , askedExtension, ...more] = file.split('.')
    if (askedName !== name || askedExtension !== extension || more.length > 0) continue
    const isExact = c.req.path === asset.path
    return c.body(asset.content, 200, {
      'Content-Type': asset.contentType,
      'Cache-Control': isExact ? 'public, max-age=31536000, immutable' : 'no-store',
    })
  }
  return next()
})
