// Signatures that last, from the command line: timestamps and validation data from a running
// service, judged without it.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCustodian } from '@tapis/custody'
import { dictionary, name, ref, textString } from '@tapis/pades/pdf'
import { buildPdf, encryptedSamples } from '@tapis/testing/pdf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sample } from '../support/samples.ts'
import { type Service, startService } from '../support/service.ts'
import { tapis } from '../support/tapis.ts'
import { TEST_KEY } from '../support/test-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-lasting-'))
const at = (file: string) => join(folder, file)
const { file: p12, environment } = TEST_KEY
const quiet = { TAPIS_DATA: at('nowhere') }
let service: Service
/** The roots of the key's path and of the service. */
let trust: readonly string[]
/** With these the service on this machine is asked for what it says of its certificates. */
let local: readonly string[]

beforeAll(async () => {
  mkdirSync(at('out'))
  writeFileSync(at('surat.pdf'), sample('bpprd-sppt').pdf)
  const passphrase = environment.TAPIS_PASSPHRASE
  const { certificatePath } = await openCustodian(
    { kind: 'pkcs12', file: readFileSync(p12) },
    { kind: 'passphrase', passphrase },
  )
  writeFileSync(at('akar.cer'), certificatePath.at(-1) ?? '')
  service = await startService({ command: 'serve', dataFolder: at('data') })
  trust = ['--trust', at('akar.cer'), '--trust', at('data/trust/root.cer')]
  local = [...trust, '--private-network']
}, 120_000)

afterAll(async () => {
  await service?.interrupt()
  rmSync(folder, { recursive: true, force: true })
})

const tsa = () => ['--tsa', `${service.apiOrigin}/tsa`]
const sign = (...parameters: readonly string[]) => tapis(['sign', ...parameters, '--p12', p12], environment)
const verify = (...parameters: readonly string[]) => tapis(['verify', ...parameters, ...trust], quiet)
const lines = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('tapis sign --level', () => {
  it('asks nobody on this network because a certificate says so', () => {
    const { status, err } = sign(at('surat.pdf'), at('luar.pdf'), '--level', 'B-LT', ...tsa(), ...trust)
    expect(status).toBe(1)
    expect(err).toContain('EVIDENCE_UNAVAILABLE')
    expect(err).toContain('--private-network')
    expect(existsSync(at('luar.pdf'))).toBe(false)
  })

  it.each(['B-T', 'B-LT', 'B-LTA'])('reaches %s, which is judged without a network', (level) => {
    const file = at(`${level}.pdf`)
    expect(sign(at('surat.pdf'), file, '--level', level, ...tsa(), ...local)).toMatchObject({
      status: 0,
      err: '',
    })
    const { status, out } = verify('--json', '--offline', file)
    const [signature] = lines(out)[0].signatures
    expect({ status, ...signature }).toMatchObject({ status: 0, indication: 'TOTAL-PASSED', level })
  })
})

describe('tapis sign --preflight', () => {
  it('warns of a script, refuses it when told to, and looks for nothing when told so', () => {
    const OpenAction = dictionary({ S: name('JavaScript'), JS: textString('x()') })
    writeFileSync(at('skrip.pdf'), buildPdf({ catalogEntries: { OpenAction } }))
    const files = [at('skrip.pdf'), at('skrip-signed.pdf')]
    const refused = sign(...files, '--preflight', 'refuse')
    expect(refused.status).toBe(1)
    expect(refused.err).toContain('JAVASCRIPT')
    expect(existsSync(at('skrip-signed.pdf'))).toBe(false)
    const warned = sign(...files)
    expect(warned.status).toBe(0)
    expect(warned.err).toContain('warning: JAVASCRIPT')
    expect(sign(...files, '--preflight', 'off', '--overwrite')).toMatchObject({ status: 0, err: '' })
  })
})

describe('tapis augment', () => {
  const augment = (...parameters: readonly string[]) =>
    tapis(['augment', ...parameters, ...tsa(), ...local], quiet)

  it('raises a signature to B-LTA, and renews it', () => {
    expect(sign(at('surat.pdf'), at('polos.pdf')).status).toBe(0)
    expect(augment(at('polos.pdf'), at('awet.pdf'), '--level', 'B-LTA')).toMatchObject({ status: 0, err: '' })
    expect(augment(at('awet.pdf'), at('awet.pdf'), '--level', 'B-LTA').status).toBe(0)
    const { status, out } = verify('--json', '--offline', at('awet.pdf'))
    expect(status).toBe(0)
    const { signatures } = lines(out)[0]
    expect(signatures[0]).toMatchObject({ level: 'B-LTA', modification: 'LTA_UPDATES' })
    expect(signatures).toHaveLength(4)
    expect(readFileSync(at('awet.pdf')).subarray(0, readFileSync(at('polos.pdf')).length)).toEqual(
      readFileSync(at('polos.pdf')),
    )
  })

  it('says when there is nothing to add, and makes the other file all the same', () => {
    const added = (file: string, level: string) =>
      augment(at('awet.pdf'), at(file), '--level', level)
        .out.trim()
        .slice(at(file).length + 2)
    expect(added('awet.pdf', 'B-T')).toBe('already at B-T or higher, nothing added')
    expect(added('sama.pdf', 'B-T')).toBe('already at B-T or higher, nothing added')
    expect(readFileSync(at('sama.pdf'))).toEqual(readFileSync(at('awet.pdf')))
  })

  it('keeps the mode of its input', () => {
    chmodSync(at('polos.pdf'), 0o600)
    expect(augment(at('polos.pdf'), at('rahasia.pdf'), '--level', 'B-T').status).toBe(0)
    expect(statSync(at('rahasia.pdf')).mode & 0o777).toBe(0o600)
  })

  it('goes on after a bad file, and leaves a changed one alone', () => {
    const changed = readFileSync(at('polos.pdf'))
    changed[2000] = (changed[2000] ?? 0) ^ 1
    writeFileSync(at('berubah.pdf'), changed)
    const files = ['tidak-ada.pdf', 'surat.pdf', 'berubah.pdf', 'polos.pdf'].map(at)
    const { status, out, err } = augment(...files, '--out', at('out'), '--level', 'B-T')
    expect(status).toBe(1)
    expect(out.trim()).toBe(
      `${at('out/polos.pdf')}: augmented to B-T, ${sizeDifference('polos.pdf')} bytes added`,
    )
    expect(
      err
        .trim()
        .split('\n')
        .map((line) => line.split(': ')[2]),
    ).toEqual(['CANNOT_READ', 'NOTHING_TO_AUGMENT', 'SIGNATURE_NOT_INTACT'])
    expect(existsSync(at('out/berubah.pdf'))).toBe(false)
  })

  const sizeDifference = (file: string) =>
    readFileSync(at(`out/${file}`)).length - readFileSync(at(file)).length

  it.each([
    ['no level', [], '--level'],
    ['a level that every signature has', ['--level', 'B-B'], '--level'],
    ['a level that there is not', ['--level', 'B-X'], '--level'],
  ])('ends with 2 for %s', (_, parameters, told) => {
    const { status, err } = augment(at('polos.pdf'), at('x.pdf'), ...parameters)
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(told) })
  })
})

describe('tapis sign', () => {
  it('signs many files into a folder, and goes on after a bad one', () => {
    writeFileSync(at('rusak.pdf'), 'bukan PDF')
    writeFileSync(at('kedua.pdf'), buildPdf())
    const { status, out, err } = sign(at('surat.pdf'), at('rusak.pdf'), at('kedua.pdf'), '--out', at('out'))
    expect(status).toBe(1)
    expect(out.trim().split('\n')).toHaveLength(2)
    expect(err).toContain('rusak.pdf: NOT_A_PDF')
    const judged = verify('--json', '--offline', at('out/surat.pdf'), at('out/kedua.pdf'))
    expect(judged.status).toBe(0)
    expect(lines(judged.out)).toHaveLength(2)
  })

  it('certifies, and refuses to certify again or to break what was certified', () => {
    expect(sign(at('surat.pdf'), at('sah.pdf'), '--certify').status).toBe(0)
    expect(sign(at('sah.pdf'), at('x.pdf'), '--certify', '3').err).toContain('CERTIFICATION_NOT_FIRST')
    expect(sign(at('sah.pdf'), at('x.pdf'), '--place', '1,30,30,208,76').err).toContain(
      'SIGNING_NOT_PERMITTED',
    )
    expect(sign(at('sah.pdf'), at('dua.pdf')).status).toBe(0)
    const { signatures } = lines(verify('--json', '--offline', at('dua.pdf')).out)[0]
    expect(signatures).toMatchObject([
      { indication: 'TOTAL-PASSED', modification: 'FORM_FILLING' },
      { indication: 'TOTAL-PASSED', modification: 'NONE' },
    ])
  })

  it('signs an empty field in its own box', () => {
    const widget = { Type: name('Annot'), Subtype: name('Widget'), FT: name('Sig'), P: ref(10), F: 4 }
    writeFileSync(
      at('isian.pdf'),
      buildPdf({
        catalogEntries: { AcroForm: dictionary({ Fields: [ref(100)] }) },
        pageEntries: { Annots: [ref(100)] },
        objects: new Map([
          [100, dictionary({ ...widget, T: textString('Bendahara'), Rect: [60, 60, 268, 136] })],
        ]),
      }),
    )
    expect(sign(at('isian.pdf'), at('terisi.pdf'), '--field', 'Bendahara')).toMatchObject({
      status: 0,
      err: '',
    })
    const [signature] = lines(verify('--json', '--offline', at('terisi.pdf')).out)[0].signatures
    expect(signature).toMatchObject({ field: 'Bendahara', indication: 'TOTAL-PASSED' })
    expect(sign(at('terisi.pdf'), at('x.pdf'), '--field', 'Bendahara').err).toContain('FIELD_ALREADY_SIGNED')
  })

  it('covers an anchor, and says when it is not there once', () => {
    writeFileSync(at('izin.pdf'), sample('dpmptsp-izin').pdf)
    const tag = `\${ttd_kepala}`
    expect(sign(at('izin.pdf'), at('tertanda.pdf'), '--anchor', tag)).toMatchObject({ status: 0, err: '' })
    expect(sign(at('izin.pdf'), at('x.pdf'), '--anchor', '#tidak-ada').err).toContain('ANCHOR_NOT_FOUND')
    expect(sign(at('izin.pdf'), at('x.pdf'), '--anchor', 'a').err).toContain('ANCHOR_AMBIGUOUS')
    expect(existsSync(at('x.pdf'))).toBe(false)
  })

  const encrypted = encryptedSamples.find(({ title }) => title.startsWith('AES of 256'))

  it('signs an encrypted file with its password, which verifying needs too', () => {
    if (encrypted === undefined) throw new TypeError('there is no sample of AES-256')
    writeFileSync(at('terkunci.pdf'), encrypted.pdf)
    const password = ['--password', encrypted.ownerPassword]
    expect(sign(at('terkunci.pdf'), at('x.pdf')).err).toContain('PDF_PASSWORD_NEEDED')
    expect(sign(at('terkunci.pdf'), at('kunci.pdf'), ...password).status).toBe(0)
    const locked = verify('--json', '--offline', at('kunci.pdf'))
    expect({ status: locked.status, told: locked.out.includes('PDF_PASSWORD_NEEDED') }).toEqual({
      status: 1,
      told: true,
    })
    expect(verify('--offline', ...password, at('kunci.pdf')).status).toBe(0)
    const told = { ...quiet, TAPIS_PDF_PASSWORD: encrypted.userPassword }
    expect(tapis(['verify', '--offline', at('kunci.pdf'), ...trust], told).status).toBe(0)
  })
})

describe('tapis verify', () => {
  it('gets the lists that certificates name, and without them does not pass', () => {
    const document = at('sah-dari-kota.pdf')
    expect(sign(at('surat.pdf'), document, ...tsa()).status).toBe(0)
    expect(verify(document).status).toBe(0)
    // Required of every certificate, also of a key whose authority publishes nothing.
    const strict = verify('--offline', '--revocation', 'required', '--json', document)
    expect(strict.status).toBe(1)
    expect(lines(strict.out)[0].signatures[0]).toMatchObject({ subIndication: 'TRY_LATER' })
  })

  it.each([
    ['json', /^\{"file"/],
    ['report', /^\{"version":1,"file"/],
    ['etsi', /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<ValidationReport /],
    ['text', /TOTAL-PASSED/],
  ])('writes the report as %s', (form, start) => {
    const { status, out } = verify('--offline', '--format', form, at('B-LTA.pdf'))
    expect(status).toBe(0)
    expect(out).toMatch(start)
  })

  it.each([
    ['an unknown form', ['--format', 'pdf'], '--format'],
    ['two forms', ['--json', '--format', 'etsi'], '--json'],
    ['an unknown requirement', ['--revocation', 'maybe'], '--revocation'],
  ])('ends with 2 for %s', (_, parameters, told) => {
    const { status, err } = verify(...parameters, at('B-LTA.pdf'))
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(told) })
  })
})
