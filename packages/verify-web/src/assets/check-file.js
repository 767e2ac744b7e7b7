// Compares a chosen file with the recorded SHA-256, on the visitor's own device. Nothing is sent: the page's
// Content-Security-Policy (default-src 'none') leaves this script no connection to send anything over.

/** @typedef {{ verdict: Element, statement: Element, banner: Element, echo: Element }} Places where a result is shown */

const field = document.getElementById('periksa-berkas')
const input = field?.querySelector('input')
const verdict = document.getElementById('integritas')
const statement = verdict?.querySelector('.statement')
const banner = document.getElementById('hasil')
const echo = document.getElementById('berkas-hasil')

if (field && input && verdict && statement && banner && echo) {
  field.hidden = false
  document.getElementById('tanpa-skrip')?.remove()
  // Absent outside secure contexts, that is, on http pages of any host but this device.
  if (globalThis.crypto?.subtle === undefined) field.replaceChildren(copyOf('tanpa-webcrypto').content)
  else listen(field, input, { verdict, statement, banner, echo })
}

/**
 * @param {HTMLElement} field carries the recorded digest and length
 * @param {HTMLInputElement} input
 * @param {Places} places
 */
function listen(field, input, places) {
  const restore = remember(places)
  // The file chosen last is the one whose result counts, whichever digest is ready first.
  let latest = 0
  input.addEventListener('change', async () => {
    const choice = ++latest
    const file = input.files?.[0]
    restore()
    if (file === undefined) return
    show(places, 'working')
    const outcome = await compare(file, field.dataset['sha256'] ?? '', Number(field.dataset['bytes']))
    if (choice !== latest) return
    restore()
    show(places, outcome)
  })
}

/**
 * @param {File} file
 * @param {string} sha256 lower-case hexadecimal
 * @param {number} bytes
 */
async function compare(file, sha256, bytes) {
  if (file.size === 0) return 'empty'
  try {
    // A file of another length is another file: a phone need not read a gigabyte to know.
    if (file.size !== bytes) return await otherFile(file)
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
    return hex === sha256 ? 'same' : await otherFile(file)
  } catch (error) {
    console.warn(error)
    return 'unreadable'
  }
}

/**
 * Another PDF, or none. Viewers look for the header in the first 1024 bytes.
 *
 * @param {File} file
 */
async function otherFile(file) {
  const start = new TextDecoder('latin1').decode(await file.slice(0, 1024).arrayBuffer())
  return start.includes('%PDF-') ? 'different' : 'not-pdf'
}

/**
 * @param {Places} places
 * @param {'working' | 'same' | 'different' | 'not-pdf' | 'empty' | 'unreadable'} outcome
 */
function show({ verdict, statement, banner, echo }, outcome) {
  const { tone, content } = copyOf(`berkas-${outcome}`)
  verdict.className = `verdict tone-${tone}`
  echo.className = `statement echo tone-${tone}`
  echo.replaceChildren(content.cloneNode(true))
  statement.replaceChildren(content)
  if (outcome !== 'different' && outcome !== 'not-pdf') return
  // A green banner above a forged file would be a lie about the file in hand.
  const refused = copyOf('spanduk-different')
  banner.className = `banner tone-${refused.tone}`
  banner.replaceChildren(refused.content)
}

/**
 * Returns a function that puts everything back as the server wrote it.
 *
 * @param {Places} places
 */
function remember(places) {
  const written = Object.values(places).map((element) => ({
    element,
    className: element.className,
    nodes: Array.from(element.childNodes),
  }))
  // The statement lies inside the verdict: its element stays the same, so the order does not matter.
  return () => {
    for (const { element, className, nodes } of written) {
      element.className = className
      element.replaceChildren(...nodes)
    }
  }
}

/** @param {string} id of a template in the page */
function copyOf(id) {
  const template = document.getElementById(id)
  if (!(template instanceof HTMLTemplateElement)) throw new TypeError(`the page has no template ${id}`)
  return { tone: template.dataset['tone'] ?? 'unknown', content: template.content.cloneNode(true) }
}
