#!/usr/bin/env bash
# Makes the three sample PDFs again from their sources: samples/build.sh [folder ...]; without a folder, all three.
# Needs (Debian): libreoffice-writer, chromium, fonts-liberation, fonts-urw-base35.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# A profile of its own: the result must not depend on the settings of whoever runs this.
office() {
  soffice "-env:UserInstallation=file://$work/office" --headless --norestore \
    --convert-to 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}' \
    --outdir "$here/$1" "$here/$1/$1.fodt" >/dev/null
}

browser() {
  HOME="$work" chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --user-data-dir="$work/browser" --no-pdf-header-footer \
    --print-to-pdf="$here/$1/$1.pdf" "file://$here/$1/$1.html" >/dev/null 2>"$work/browser.log" ||
    { cat "$work/browser.log" >&2; return 1; }
}

[ $# -gt 0 ] || set -- dpmptsp-izin disdukcapil-kk bpprd-sppt

for name in "$@"; do
  case "$name" in
    dpmptsp-izin | bpprd-sppt) make=office ;;
    disdukcapil-kk) make=browser ;;
    *) echo "unknown sample: $name" >&2; exit 2 ;;
  esac
  rm -f "$here/$name/$name.pdf"
  "$make" "$name"
  # Both programs can fail and still exit with 0.
  [ -s "$here/$name/$name.pdf" ] || { echo "$name.pdf was not made" >&2; exit 1; }
  echo "$name/$name.pdf: $(wc -c <"$here/$name/$name.pdf") bytes"
done
