// Optional properties under `exactOptionalPropertyTypes`: a property that has no value is left out,
// never set to `undefined`.

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/**
 * Returns a copy of `properties` without those whose value is `undefined`, so that an optional
 * value is passed on in one word: `open(bytes, present({ password }))`.
 */
export function present<T extends object>(properties: T): Present<T>
/** Does it for any object: TypeScript does not follow what a filter leaves. */
export function present(properties: object): object {
  // A plain loop: this runs for every object that has an optional property.
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(properties)) if (value !== undefined) kept[key] = value
  return kept
}
