// The installation: one row, drawn with the schema, whose origin is written once and moved on
// purpose.
import { expect, it } from 'vitest'
import { at } from '../contract/city.ts'
import { describeOnEachEngine } from '../contract/engines.ts'
import { expectRefusal } from '../contract/rejected.ts'
import { findPublicInstallation } from '../public.ts'
import { listEvents } from './events.ts'
import { findInstallation, keepPortalOrigin, movePortalOrigin } from './installation.ts'

describeOnEachEngine('installation', (database) => {
  // One row for the whole database: the cases below are one story.
  it('is drawn with the schema, keeps the first origin of many, and moves with an event', async () => {
    const { db } = database()
    const drawn = await findInstallation(db)
    expect(drawn).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), createdAt: expect.any(Date) })
    expect(await findPublicInstallation(db)).toEqual({ id: drawn.id, schemaVersion: expect.any(Number) })

    await expectRefusal(keepPortalOrigin(db, 'https://tte.kota.example/v/'), {
      code: 'INVALID',
      constraint: 'installation_portal_origin_is_origin',
    })
    const starts = Array.from({ length: 8 }, (_, index) => keepPortalOrigin(db, `https://${index}.example`))
    const kept = new Set(await Promise.all(starts))
    expect(kept.size).toBe(1)
    const [portalOrigin] = kept
    expect(await findInstallation(db)).toEqual({ ...drawn, portalOrigin })
    expect(await keepPortalOrigin(db, 'https://lain.example')).toBe(portalOrigin)

    const move = { operator: 'sri', at }
    await expectRefusal(movePortalOrigin(db, { ...move, portalOrigin: 'lain' }), { code: 'INVALID' })
    // Without the event there is no move.
    await expectRefusal(
      movePortalOrigin(db, { operator: 'Sri Contoh', at, portalOrigin: 'https://b.example' }),
      {
        code: 'INVALID',
        constraint: 'events_operator_is_name',
      },
    )
    expect(await findInstallation(db)).toEqual({ ...drawn, portalOrigin })
    await movePortalOrigin(db, { ...move, portalOrigin: 'https://b.example:8443' })
    expect(await findInstallation(db)).toEqual({ ...drawn, portalOrigin: 'https://b.example:8443' })
    expect(await findPublicInstallation(db)).toMatchObject({ portalOrigin: 'https://b.example:8443' })
    expect(await listEvents(db, { kind: 'portal-origin.move' })).toMatchObject([
      { operator: 'sri', outcome: 'done', changed: ['portalOrigin'] },
    ])
  })
})
