// Writes the command by which a reader signs a PDF of their own. curl writes an error's JSON where
// the PDF was to go: so the answer goes aside first, and becomes the PDF only when it is one. Works
// with curl 7.76 and later (`--fail-with-body`).

interface CurlRequest {
  /** `id:secret`. */
  readonly credential: string
  /**
   * Absolute path of the JSON, which is not in the command: a passphrase there would stay in the
   * shell's history.
   */
  readonly requestFile: string
  readonly url: string
}

/** Returns what to paste into `sh` or PowerShell to sign `berkas.pdf` in the current folder. */
export function formatCurlCommand(request: CurlRequest, shell: 'sh' | 'powershell'): string {
  return shell === 'sh' ? formatForSh(request) : formatForPowerShell(request)
}

function formatForSh({ credential, requestFile, url }: CurlRequest): string {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
  return [
    `if curl --fail-with-body -u ${quote(credential)} -H 'Accept: application/pdf' \\`,
    `  -F file=@berkas.pdf -F ${quote(`request=<"${requestFile}"`)} ${url} -o jawaban`,
    'then mv jawaban berkas-signed.pdf; else cat jawaban; rm -f jawaban; fi',
  ].join('\n')
}

/**
 * Uses `curl.exe`: plain `curl` is another command in Windows PowerShell, which also takes quotes
 * out of arguments.
 */
function formatForPowerShell({ credential, requestFile, url }: CurlRequest): string {
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
  return [
    `curl.exe --fail-with-body -u ${quote(credential)} -H 'Accept: application/pdf' \``,
    `  -F file=@berkas.pdf -F ${quote(`request=<${requestFile}`)} ${url} -o jawaban`,
    'if ($?) { mv -Force jawaban berkas-signed.pdf } else { cat jawaban; rm jawaban }',
  ].join('\n')
}
