// `tapis sign` and `tapis verify` as people and scripts run them: statuses, one JSON object a line,
// never a stack trace.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCustodian } from '@tapis/custody'
import { dictionary, isDictionary, isRef, latin1, name, openPdf, ref } from '@tapis/pades/pdf'
import { appendRevision, buildPdf, withEntries } from '@tapis/testing/pdf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderPage } from '../support/render.ts'
import { sample } from '../support/samples.ts'
import { tapis } from '../support/tapis.ts'
import { TEST_KEY } from '../support/test-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-cli-'))
const at = (name: string) => join(folder, name)
const { file: p12, environment: passphrase } = TEST_KEY
const quiet = { TAPIS_DATA: at('nowhere') }

beforeAll(() => {
  writeFileSync(at('plain.pdf'), sample('bpprd-sppt').pdf)
  writeFileSync(at('empty.pdf'), '')
  writeFileSync(at('text.pdf'), 'bukan PDF')
  writeFileSync(at('cut.pdf'), sample('bpprd-sppt').pdf.subarray(0, 50_000))
  expect(tapis(['sign', at('plain.pdf'), at('signed.pdf'), '--p12', p12], passphrase)).toMatchObject({
    status: 0,
    err: '',
  })
  const changed = readFileSync(at('signed.pdf'))
  changed[2000] = (changed[2000] ?? 0) ^ 1
  writeFileSync(at('changed.pdf'), changed)
  const signed = Uint8Array.from(readFileSync(at('signed.pdf')))
  writeFileSync(at('no-pages.pdf'), withoutPages(signed))
  writeFileSync(at('trailing.pdf'), Buffer.concat([signed, Buffer.from('1 0 obj\n<< >>\nendobj\n')]))
  writeFileSync(at('stray.pdf'), Buffer.concat([signed, Buffer.from('99999 0 obj\n<< >>\nendobj\n')]))
})

/**
 * An update behind the signature by which the document shows nothing any more; the signed bytes are
 * untouched.
 */
function withoutPages(pdf: Uint8Array): Uint8Array {
  const document = openPdf(pdf)
  const root = document.trailer.entries.get('Root')
  const catalog = document.resolve(root)
  if (!isRef(root) || !isDictionary(catalog)) {
    throw new TypeError('a trailer leads to a catalogue')
  }
  const pages = dictionary({ Kids: [], Count: 0 })
  const objects = [
    [root.objectNumber, withEntries(catalog, { Pages: ref(9999) })],
    [9999, pages],
  ] as const
  return appendRevision(pdf, new Map(objects))
}

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lines = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('tapis verify', () => {
  it('prints one JSON object a file and a line, goes on after a bad one, and ends with 1', () => {
    const files = [
      'missing.pdf',
      'empty.pdf',
      'text.pdf',
      'cut.pdf',
      'plain.pdf',
      'signed.pdf',
      'changed.pdf',
    ].map(at)
    const { status, out, err } = tapis(['verify', '--json', ...files], quiet)
    expect(status).toBe(1)
    expect(err).toBe('')
    const found = lines(out)
    expect(found.map(({ file }) => file)).toEqual(files)
    expect(Object.keys(found[5])).toEqual(['file', 'at', 'signatures', 'warnings'])
    expect(found.map(({ error }) => error?.split(':')[0])).toEqual([
      'CANNOT_READ',
      'PDF_EMPTY',
      'NOT_A_PDF',
      expect.any(String),
      'NO_SIGNATURE',
      undefined,
      undefined,
    ])
    expect(Object.keys(found[5].signatures[0])).toEqual([
      ...[
        'field',
        'kind',
        'indication',
        'subIndication',
        'reason',
        'coverage',
        'modification',
        'level',
        'signer',
        'time',
        'timeIsProven',
      ],
    ])
    expect(found[5].signatures).toMatchObject([
      {
        indication: 'INDETERMINATE',
        coverage: 'ENTIRE_FILE',
        level: 'B-B',
        kind: 'signature',
        timeIsProven: false,
      },
    ])
    expect(found[6].signatures).toMatchObject([{ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' }])
    expect(out).not.toMatch(/\n\s+at /)
  })

  it.each([
    ['an unknown issuer', ['signed.pdf'], 1],
    ['an unknown issuer, when only integrity is asked', ['--integrity', 'signed.pdf'], 0],
    ['a changed file, when only integrity is asked', ['--integrity', 'changed.pdf'], 1],
    ['pages taken away later, when only integrity is asked', ['--integrity', 'no-pages.pdf'], 1],
    ['objects appended, when only integrity is asked', ['--integrity', 'trailing.pdf'], 1],
    ['an object that nothing knows, when only integrity is asked', ['--integrity', 'stray.pdf'], 1],
    ['a file that is cut off, when only integrity is asked', ['--integrity', 'cut.pdf'], 1],
    ['no signature, when only integrity is asked', ['--integrity', 'plain.pdf'], 1],
    ['one good file and one bad', ['--integrity', 'signed.pdf', 'changed.pdf'], 1],
  ])('ends for %s with the right status', (_, parameters, expected) => {
    const paths = parameters.map((parameter) => (parameter.startsWith('--') ? parameter : at(parameter)))
    expect(tapis(['verify', ...paths], quiet).status).toBe(expected)
  })

  it.each([
    ['no file', ['verify']],
    ['an unknown option', ['verify', '--jsn', 'a.pdf']],
    ['a time that is none', ['verify', '--at', 'kemarin', 'a.pdf']],
    ['a day that is none', ['verify', '--at', '2026-02-31', 'a.pdf']],
    ['ETSI XML of two files', ['verify', '--format', 'etsi', 'a.pdf', 'b.pdf']],
    ['a trust file that is none', ['verify', '--trust', at('text.pdf'), at('signed.pdf')]],
    ['an unknown command', ['verifikasi']],
    ['no command', []],
  ])('ends with 2 for %s', (_, parameters) => {
    const { status, err } = tapis(parameters, quiet)
    expect(status).toBe(2)
    expect(err).not.toMatch(/\n\s+at /)
  })
})

describe('tapis verify', () => {
  it('trusts no root that lies in the current directory, only one that it is told of', async () => {
    const passphraseOfKey = passphrase.TAPIS_PASSPHRASE
    const { certificatePath } = await openCustodian(
      { kind: 'pkcs12', file: readFileSync(p12) },
      { kind: 'passphrase', passphrase: passphraseOfKey },
    )
    mkdirSync(at('unpacked/data/trust'), { recursive: true })
    writeFileSync(at('unpacked/data/trust/root.cer'), certificatePath.at(-1) ?? '')
    const verify = ['verify', '--offline', at('signed.pdf')]
    const data = at('unpacked/data')
    const statuses = [
      tapis(verify, { TAPIS_DATA: '' }, '', at('unpacked')),
      tapis([...verify, '--trust', join(data, 'trust/root.cer')], { TAPIS_DATA: '' }, '', at('unpacked')),
      tapis(verify, { TAPIS_DATA: data }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([1, 0, 0])
  })

  it('says as of when it judged when it was told when', () => {
    const judged = (...form: readonly string[]) =>
      tapis(['verify', '--offline', '--at', '2026-11-24T10:32:00+07:00', ...form, at('signed.pdf')], quiet)
        .out
    expect(judged()).toContain('dinilai per / judged as of 2026-11-24T03:32:00.000Z')
    expect(lines(judged('--json'))[0]).toMatchObject({ at: '2026-11-24T03:32:00.000Z' })
    expect(tapis(['verify', '--offline', at('signed.pdf')], quiet).out).not.toContain('judged as of')
  })

  it.each(['missing.pdf', 'plain.pdf'])('writes no XML of %s, of which there is nothing to write', (name) => {
    const { status, out, err } = tapis(['verify', '--format', 'etsi', at(name)], quiet)
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(err).toMatch(/^tapis verify: .*\.pdf: [A-Z_]+: .*\n$/)
  })
})

describe('tapis sign', () => {
  it('is invisible unless a place is given', async () => {
    const place = ['--place', '1,314,316,208,76', '--reason', 'Persetujuan']
    expect(tapis(['sign', at('plain.pdf'), at('seen.pdf'), '--p12', p12, ...place], passphrase).status).toBe(
      0,
    )
    const [plain, unseen, seen] = await Promise.all(
      ['plain.pdf', 'signed.pdf', 'seen.pdf'].map(async (name) => {
        const { png } = await renderPage(new Uint8Array(readFileSync(at(name))), 1, 1)
        return Buffer.from(png).toString('base64')
      }),
    )
    expect(unseen).toBe(plain)
    expect(seen).not.toBe(plain)
  })

  describe('over what the page shows', () => {
    const over = ['--place', '1,314,380,208,76']
    const signed = (...flags: readonly string[]) =>
      tapis(['sign', at('plain.pdf'), at('over.pdf'), '--p12', p12, '--overwrite', ...flags], passphrase)

    it('warns of each place, and signs', () => {
      const { status, out, err } = signed(...over)
      expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('over.pdf: signed at B-B') })
      expect(err).toMatch(/plain\.pdf: warning: STAMP_COVERS_CONTENT: the signature hides text on page 1 at /)
      expect(err).not.toMatch(/BANDAR|LAMPUNG/i)
    })

    it('does not where it is told not to, and where nothing is hidden', () => {
      expect(signed(...over, '--covered', 'allow')).toMatchObject({ status: 0, err: '' })
      expect(signed('--place', '1,314,316,208,76', '--covered', 'refuse')).toMatchObject({
        status: 0,
        err: '',
      })
      expect(signed('--covered', 'refuse')).toMatchObject({ status: 0, err: '' })
    })

    it('refuses when it is to, with the places, and writes nothing', () => {
      const refused = [
        'sign',
        at('plain.pdf'),
        at('refused.pdf'),
        '--p12',
        p12,
        ...over,
        '--covered',
        'refuse',
      ]
      const { status, out, err } = tapis(refused, passphrase)
      expect({ status, out }).toEqual({ status: 1, out: '' })
      expect(err).toMatch(/plain\.pdf: STAMP_COVERS_CONTENT: the signature hides text on page 1 at [\d.,]+/)
      expect(existsSync(at('refused.pdf'))).toBe(false)
    })

    it('does not take the anchor that it is to cover for something hidden, but what stands beside it', () => {
      const page = (content: string) => {
        const Font = dictionary({ F: dictionary({ Subtype: name('Type1'), BaseFont: name('Helvetica') }) })
        const stream = { kind: 'stream', dictionary: dictionary({}), bytes: latin1(content) } as const
        const pageEntries = { Resources: dictionary({ Font }) }
        return buildPdf({ pageEntries, objects: new Map([[3, stream]]) })
      }
      const tag = 'BT /F 10 Tf 100 200 Td (#ttd1) Tj ET'
      writeFileSync(at('tag.pdf'), page(tag))
      writeFileSync(at('beside.pdf'), page(`${tag} BT /F 10 Tf 60 220 Td (Mengetahui) Tj ET`))
      const parameters = ['--p12', p12, '--anchor', '#ttd1', '--covered', 'refuse']
      expect(tapis(['sign', at('tag.pdf'), at('tag-1.pdf'), ...parameters], passphrase)).toMatchObject({
        status: 0,
        err: '',
      })
      const { status, err } = tapis(['sign', at('beside.pdf'), at('beside-1.pdf'), ...parameters], passphrase)
      expect({ status, err }).toEqual({
        status: 1,
        err: expect.stringMatching(/: the signature hides text on page 1 at 60,220,\d+\.?\d*,7\n$/),
      })
    })
  })

  it('signs a signed file once more, and both signatures stay whole', () => {
    expect(
      tapis(['sign', at('signed.pdf'), at('twice.pdf'), '--p12', TEST_KEY.legacyFile], passphrase).status,
    ).toBe(0)
    const { status, out } = tapis(['verify', '--json', '--integrity', at('twice.pdf')], quiet)
    expect(status).toBe(0)
    expect(lines(out)[0].signatures.map((s: { coverage: string }) => s.coverage)).toEqual([
      'ENTIRE_REVISION',
      'ENTIRE_FILE',
    ])
  })

  it.each([
    [
      'a wrong passphrase',
      ['plain.pdf', 'out.pdf', '--p12', p12],
      { TAPIS_PASSPHRASE: 'bukan yang ini' },
      1,
      'PASSPHRASE_WRONG',
    ],
    ['no passphrase and no terminal', ['plain.pdf', 'out.pdf', '--p12', p12], {}, 2, 'TAPIS_PASSPHRASE'],
    ['no key', ['plain.pdf', 'out.pdf'], passphrase, 2, '--p12'],
    [
      'a place of four numbers',
      ['plain.pdf', 'out.pdf', '--p12', p12, '--place', '1,2,3,4'],
      passphrase,
      2,
      '--place',
    ],
    [
      'a place off the page',
      ['plain.pdf', 'out.pdf', '--p12', p12, '--place', '1,900,10,200,80'],
      passphrase,
      1,
      'BOX_OFF_PAGE',
    ],
    [
      'a page that is not there',
      ['plain.pdf', 'out.pdf', '--p12', p12, '--place', '9,10,10,200,80'],
      passphrase,
      1,
      'PAGE_NOT_FOUND',
    ],
    [
      'a place too small',
      ['plain.pdf', 'out.pdf', '--p12', p12, '--place', '1,10,10,20,8'],
      passphrase,
      1,
      'STAMP_BOX_TOO_SMALL',
    ],
    ['a file that is no PDF', ['text.pdf', 'out.pdf', '--p12', p12], passphrase, 1, 'NOT_A_PDF'],
    [
      'B-T without an authority',
      ['plain.pdf', 'out.pdf', '--p12', p12, '--level', 'B-T'],
      passphrase,
      2,
      '--tsa',
    ],
    [
      'an authority that does not answer',
      ['plain.pdf', 'out.pdf', '--p12', p12, '--tsa', 'http://127.0.0.1:9/tsa'],
      passphrase,
      1,
      'FAILED',
    ],
  ])('refuses %s and writes nothing', (_, parameters, environment, status, told) => {
    const paths = parameters.map((parameter) => (/^\w+\.pdf$/.test(parameter) ? at(parameter) : parameter))
    const ran = tapis(['sign', ...paths], environment)
    expect(ran.err).toContain(told)
    expect(ran.err).not.toMatch(/\n\s+at /)
    expect(ran.err + ran.out).not.toContain('bukan yang ini')
    expect(ran.status).toBe(status)
    expect(existsSync(at('out.pdf'))).toBe(false)
  })
})
