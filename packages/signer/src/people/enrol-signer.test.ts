import { weakKeyDerivationForTests } from '@tapis/custody'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startCity } from '../testing/city.ts'
import { prepareEnrolment } from './enrol-signer.ts'

let city: Awaited<ReturnType<typeof startCity>>

beforeAll(async () => {
  city = await startCity()
})

afterAll(() => city.close())

it('draws a pseudonym that cannot be taken for a NIK, whatever bytes are drawn', async () => {
  const { authority, personalData, time } = city
  const prepared = await prepareEnrolment(
    { kind: 'person', nik: '1871990101900077', name: 'Contoh Nama', position: 'Pejabat Contoh' },
    {
      ca: authority.ca,
      personalData,
      agency: { id: 'dinkes', name: 'Dinas Contoh', shortName: 'DINAS' },
      government: 'Pemerintah Kota Contoh',
      origin: 'https://tapis.example',
      passphrase: 'empat kata yang contoh',
      now: time.now,
      // Every hexadecimal digit of these bytes is a decimal one.
      randomBytes: (length) => new Uint8Array(length).fill(0x18),
      keyOptions: { [weakKeyDerivationForTests]: true },
    },
  )
  expect(prepared.certificate.subject).toContain('18181818181818')
  expect(prepared.certificate.subject).not.toMatch(/\d{16}/)
})
