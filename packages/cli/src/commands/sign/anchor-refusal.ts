// An anchor that settles no place, in the words of the command line: the API's sentence names members of its request.

/** `code` is the API's. */
export class AnchorRefusal extends Error {
  override readonly name = 'AnchorRefusal'
  readonly code: string
  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** The refusal with `--flags` in place of members, or the error as it is. */
export function inFlags(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const { code } = error
  if (typeof code !== 'string') return error
  const message = sentenceOf(code, foundBy(error))
  return message === undefined ? error : new AnchorRefusal(code, message, error)
}

function sentenceOf(code: string, found: number): string | undefined {
  switch (code) {
    case 'ANCHOR_NOT_FOUND':
      return found === 0
        ? 'the anchor text is nowhere in the text of the document (text in an image does not count); --otherwise says where the signature goes then'
        : `the anchor text is there only ${found === 1 ? 'once' : `${found} times`}; --occurrence must be lower, or --otherwise says where the signature goes`
    case 'ANCHOR_AMBIGUOUS':
      return `the anchor text is there ${found} times; --occurrence says which one, from 1 in reading order, or last`
    case 'ANCHOR_SEARCH_TOO_LARGE':
      return 'the document is too large or too intricate to be searched for the anchor text; --place gives a page and a box instead'
    default:
      return undefined
  }
}

/** How often the text was found; `ApiError` is not a public class of the signer. */
function foundBy(error: Error): number {
  const options = 'options' in error ? error.options : undefined
  const facts =
    typeof options === 'object' && options !== null && 'facts' in options ? options.facts : undefined
  return typeof facts === 'object' && facts !== null && 'found' in facts ? Number(facts.found) : 0
}
