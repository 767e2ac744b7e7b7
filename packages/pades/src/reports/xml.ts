// Writing XML: elements, attributes and text, escaped. Nothing else is needed of it here, and
// nothing is ever read.

export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (XmlElement | string)[]
}

type Child = XmlElement | string | undefined

/** An element; children that are undefined are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): XmlElement {
  return { name, attributes, children: children.filter((child) => child !== undefined) }
}

/** Returns the document in UTF-8 text, with its declaration, indented by two spaces. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}\n`
}

function written({ name, attributes, children }: XmlElement, indent: string): string {
  const stated = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  const start = `${indent}<${name}${stated.join('')}`
  if (children.length === 0) return `${start}/>`
  const [only] = children
  if (children.length === 1 && typeof only === 'string') return `${start}>${escaped(only)}</${name}>`
  const inside = children.map((child) =>
    typeof child === 'string' ? `${indent}  ${escaped(child)}` : written(child, `${indent}  `),
  )
  return `${start}>\n${inside.join('\n')}\n${indent}</${name}>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/**
 * Escapes a text. What XML 1.0 §2.2 has no place for, controls and lone surrogates among it,
 * becomes U+FFFD.
 */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
    .replace(/[\t\n\r]/g, (character) => `&#${character.codePointAt(0)};`)
}
