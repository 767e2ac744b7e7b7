// The one function of `qrcode` that is used. Its own package of types brings all of Node into
// scope, and with it the end of the check that this room is pure.

declare module 'qrcode' {
  type Segment =
    | { readonly data: Uint8Array; readonly mode: 'byte' }
    | { readonly data: string; readonly mode: 'alphanumeric' }

  /** The symbol as `size` × `size` modules in rows, 1 for dark, without a quiet zone. */
  export function create(
    segments: readonly Segment[],
    options: { readonly errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' },
  ): { readonly modules: { readonly size: number; readonly data: Uint8Array } }
}
