// Every refusal that a client can meet, one row each: HTTP status, and the sentence in both languages. `{name}` is filled
// from the error's facts, which are numbers and fixed words only: nothing a client sent is ever repeated.

/** One row: what RFC 9457 calls `status`, `title` and `detail`, the last two in English and in Indonesian. */
export interface ProblemRow {
  readonly status: ProblemStatus
  readonly title: string
  readonly titleId: string
  readonly detail: string
  readonly detailId: string
  /** Seconds for the `Retry-After` header, when the error itself does not say. */
  readonly retryAfterSeconds?: number
}

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 406 | 408 | 409 | 413 | 415 | 422 | 429 | 500 | 503

const row = (
  status: ProblemStatus,
  [title, titleId]: readonly [string, string],
  [detail, detailId]: readonly [string, string],
  retryAfterSeconds?: number,
): ProblemRow => ({
  status,
  title,
  titleId,
  detail,
  detailId,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
})

/** The closed list of codes. A code never changes its meaning and is never used again for another one. */
export const problemTable = {
  // The request as HTTP.
  MULTIPART_INVALID: row(
    400,
    ['Multipart body cannot be read', 'Isi multipart tidak dapat dibaca'],
    [
      'Send one multipart/form-data body with the parts "file" (the PDF, with a file name) and "request" (JSON), each exactly once and nothing else.',
      'Kirim satu isi multipart/form-data dengan bagian "file" (PDF, dengan nama berkas) dan "request" (JSON), masing-masing tepat satu kali dan tanpa bagian lain.',
    ],
  ),
  PART_MISSING: row(
    400,
    ['A part is missing', 'Ada bagian yang belum dikirim'],
    [
      'The multipart body has no usable part "{part}". "file" must be sent as a file part, "request" as text or as a file part.',
      'Isi multipart tidak memuat bagian "{part}" yang dapat dipakai. "file" harus dikirim sebagai berkas, "request" sebagai teks atau berkas.',
    ],
  ),
  REQUEST_JSON_INVALID: row(
    400,
    ['Broken JSON', 'JSON rusak'],
    [
      'The request is not valid JSON in UTF-8. Check quotes, commas and the encoding.',
      'Permintaan bukan JSON yang sah dalam UTF-8. Periksa tanda kutip, koma, dan pengodeannya.',
    ],
  ),
  REQUEST_INVALID: row(
    400,
    ['Request does not fit the schema', 'Permintaan tidak sesuai skema'],
    [
      'Some fields are missing, unknown or out of range; "errors" names each one by its JSON pointer.',
      'Ada isian yang kurang, tidak dikenal, atau di luar batas; "errors" menyebut masing-masing dengan JSON pointer.',
    ],
  ),
  CODE_MALFORMED: row(
    400,
    ['Document code is malformed', 'Kode dokumen salah bentuk'],
    [
      'A document code has 16 letters and digits, in the form XXXX-XXXX-XXXX-XXXX.',
      'Kode dokumen terdiri atas 16 huruf dan angka, berbentuk XXXX-XXXX-XXXX-XXXX.',
    ],
  ),
  IDEMPOTENCY_KEY_INVALID: row(
    400,
    ['Idempotency-Key is malformed', 'Idempotency-Key salah bentuk'],
    [
      'Idempotency-Key must be 1 to 255 visible ASCII characters, for example a UUID.',
      'Idempotency-Key harus 1 sampai 255 karakter ASCII yang terlihat, misalnya sebuah UUID.',
    ],
  ),
  UNSUPPORTED_MEDIA_TYPE: row(
    415,
    ['Media type is not supported', 'Jenis isi tidak didukung'],
    ['Send this request as {expected}.', 'Kirim permintaan ini sebagai {expected}.'],
  ),
  NOT_ACCEPTABLE: row(
    406,
    ['No acceptable representation', 'Bentuk jawaban tidak tersedia'],
    ['This resource is available as {available}.', 'Sumber ini tersedia sebagai {available}.'],
  ),
  METHOD_NOT_ALLOWED: row(
    405,
    ['Method not allowed', 'Metode tidak diizinkan'],
    ['This path answers {allowed}.', 'Alamat ini menerima {allowed}.'],
  ),
  ROUTE_NOT_FOUND: row(
    404,
    ['No such path', 'Alamat tidak dikenal'],
    ['The API is described at /docs and /openapi.json.', 'API ini dijelaskan di /docs dan /openapi.json.'],
  ),
  CLIENT_GONE: row(
    408,
    ['Client went away', 'Klien memutus sambungan'],
    [
      'The connection closed before the document was complete; nothing was kept. Send the request again.',
      'Sambungan terputus sebelum dokumen selesai; tidak ada yang disimpan. Kirim ulang permintaan ini.',
    ],
  ),

  // Who asks.
  UNAUTHENTICATED: row(
    401,
    ['Application is not authenticated', 'Aplikasi belum dikenali'],
    [
      'Send the credential of your application as Basic (id and secret) or Bearer (id.secret).',
      'Sertakan kredensial aplikasi sebagai Basic (id dan rahasia) atau Bearer (id.rahasia).',
    ],
  ),
  FORBIDDEN_AGENCY: row(
    403,
    ['Another agency', 'Bukan instansi aplikasi ini'],
    [
      'An application signs only for its own agency, with signers of that agency.',
      'Aplikasi hanya dapat menandatangani untuk instansinya sendiri, dengan penandatangan dari instansi itu.',
    ],
  ),

  // The document.
  NOT_A_PDF: row(
    422,
    ['Not a PDF', 'Bukan PDF'],
    [
      'The part "file" does not begin with a PDF header. Export the document as PDF and send that file.',
      'Bagian "file" tidak diawali tanda PDF. Ekspor dokumen sebagai PDF lalu kirim berkas itu.',
    ],
  ),
  PDF_EMPTY: row(
    422,
    ['Empty file', 'Berkas kosong'],
    ['The part "file" has no bytes.', 'Bagian "file" tidak berisi apa pun.'],
  ),
  PDF_TRUNCATED: row(
    422,
    ['PDF is truncated', 'PDF terpotong'],
    [
      'The end of the PDF is missing: the file was cut off while it was written or sent. Send it again, whole.',
      'Bagian akhir PDF tidak ada: berkas terpotong saat ditulis atau dikirim. Kirim ulang secara utuh.',
    ],
  ),
  PDF_ENCRYPTED: row(
    422,
    ['PDF is password-protected', 'PDF dilindungi kata sandi'],
    [
      'A password-protected or encrypted PDF cannot be signed. Save it without protection and send it again.',
      'PDF yang dilindungi kata sandi atau terenkripsi tidak dapat ditandatangani. Simpan tanpa perlindungan lalu kirim ulang.',
    ],
  ),
  PDF_DAMAGED: row(
    422,
    ['PDF is damaged', 'PDF rusak'],
    [
      'The structure of the PDF is broken ({reason}). Open it in a PDF editor, save it as a new file and send that.',
      'Struktur PDF rusak ({reason}). Buka di penyunting PDF, simpan sebagai berkas baru, lalu kirim berkas itu.',
    ],
  ),
  PDF_NOT_SIGNABLE: row(
    422,
    ['PDF does not allow this signature', 'PDF tidak mengizinkan tanda tangan ini'],
    [
      'The PDF cannot take another signature as asked ({reason}).',
      'PDF ini tidak dapat menerima tanda tangan seperti yang diminta ({reason}).',
    ],
  ),
  PDF_SUSPICIOUS: row(
    422,
    ['PDF could be turned against its signature', 'PDF dapat disalahgunakan setelah ditandatangani'],
    [
      'The PDF has something in it by which what it shows could be changed later ({findings}), and this service does not sign that. Print it to a new PDF and send that one.',
      'PDF ini memuat sesuatu yang dapat mengubah tampilannya kelak ({findings}), sehingga tidak ditandatangani. Cetaklah ulang menjadi PDF baru, lalu kirim yang baru itu.',
    ],
  ),
  EARLIER_SIGNATURE_BROKEN: row(
    422,
    ['An earlier signature is broken', 'Tanda tangan sebelumnya rusak'],
    [
      'The PDF already has a signature that does not verify: the file was changed after it was signed. It is not signed again.',
      'PDF sudah memuat tanda tangan yang tidak lolos pemeriksaan: berkas berubah setelah ditandatangani. PDF ini tidak ditandatangani lagi.',
    ],
  ),
  DOCUMENT_TOO_LARGE: row(
    413,
    ['Document is too large', 'Dokumen terlalu besar'],
    [
      'A document may have up to {limit} bytes. Reduce the resolution of its images or split it.',
      'Dokumen paling besar {limit} bita. Kurangi resolusi gambar atau bagi dokumennya.',
    ],
  ),
  REQUEST_TOO_LARGE: row(
    413,
    ['Request is too large', 'Permintaan terlalu besar'],
    [
      'Apart from a document, this request may have up to {limit} bytes.',
      'Di luar dokumen, permintaan ini paling besar {limit} bita.',
    ],
  ),

  // Where the stamp goes.
  PAGE_NOT_FOUND: row(
    422,
    ['No such page', 'Halaman tidak ada'],
    [
      'Page {page} was asked for; the document has {pages} page(s), counted from 1.',
      'Halaman {page} diminta; dokumen memiliki {pages} halaman, dihitung dari 1.',
    ],
  ),
  BOX_OFF_PAGE: row(
    422,
    ['Box is off the page', 'Kotak di luar halaman'],
    [
      'The stamp box must lie wholly on the page, which is {width} by {height} points as displayed, with the origin at its lower left corner.',
      'Kotak stempel harus seluruhnya di dalam halaman berukuran {width} x {height} poin sebagaimana ditampilkan, dengan titik nol di sudut kiri bawah.',
    ],
  ),
  STAMP_BOX_TOO_SMALL: row(
    422,
    ['Stamp box is too small', 'Kotak stempel terlalu kecil'],
    [
      'The QR code and the signature block do not fit legibly into the box. Make it larger.',
      'Kode QR dan blok tanda tangan tidak muat terbaca di kotak itu. Perbesar kotaknya.',
    ],
  ),
  ANCHOR_NOT_FOUND: row(
    422,
    ['Anchor text was not found', 'Teks jangkar tidak ditemukan'],
    [
      'The anchor text occurs {found} time(s) in the text of the document. It must be real text, not part of an image. "otherwise" can say where the stamp goes instead.',
      'Teks jangkar muncul {found} kali di dalam teks dokumen. Jangkar harus berupa teks, bukan bagian dari gambar. "otherwise" dapat menyebut tempat stempel bila jangkar tidak ada.',
    ],
  ),
  ANCHOR_AMBIGUOUS: row(
    422,
    ['Anchor text occurs more than once', 'Teks jangkar muncul lebih dari sekali'],
    [
      'The anchor text occurs {found} times. Choose one with "occurrence", counted from 1 in reading order, or "last".',
      'Teks jangkar muncul {found} kali. Pilih salah satu dengan "occurrence", dihitung dari 1 menurut urutan baca, atau "last".',
    ],
  ),
  ANCHOR_NOT_COVERED: row(
    422,
    ['Stamp does not cover the anchor text', 'Stempel tidak menutupi teks jangkar'],
    [
      'The anchor text takes {width} x {height} points, more than the box of the stamp: it would be seen beside it. Give a larger box or print the anchor smaller.',
      'Teks jangkar memakan {width} x {height} poin, lebih besar daripada kotak stempel, sehingga masih terlihat. Perbesar kotak atau cetak jangkar lebih kecil.',
    ],
  ),
  ANCHOR_SEARCH_TOO_LARGE: row(
    422,
    ['Too much text to search for the anchor', 'Teks terlalu banyak untuk mencari jangkar'],
    [
      'The document is too large or too intricate to be searched for the anchor text. Give "place" with a page and a box instead.',
      'Dokumen terlalu besar atau terlalu rumit untuk dicari teks jangkarnya. Isi "place" dengan halaman dan kotak sebagai gantinya.',
    ],
  ),
  TEMPLATE_NOT_FOUND: row(
    422,
    ['Template is unknown', 'Templat tidak dikenal'],
    ['The agency has no template of that name.', 'Instansi tidak memiliki templat dengan nama itu.'],
  ),

  // Who signs.
  SIGNER_NOT_FOUND: row(
    422,
    ['Signer is unknown', 'Penandatangan tidak dikenal'],
    [
      'No active signer of the agency has that NIK or id.',
      'Tidak ada penandatangan aktif di instansi ini dengan NIK atau id tersebut.',
    ],
  ),
  PASSPHRASE_WRONG: row(
    403,
    ['Passphrase is wrong', 'Passphrase salah'],
    [
      'The passphrase does not open the key of this signer. After {attempts} wrong ones in {minutes} minutes the key is closed for a while.',
      'Passphrase tidak membuka kunci penandatangan ini. Setelah {attempts} kali salah dalam {minutes} menit, kunci ditutup sementara.',
    ],
  ),
  RATE_LIMITED: row(
    429,
    ['Too many wrong passphrases', 'Terlalu banyak passphrase salah'],
    [
      'The key of this signer is closed for a while after repeated wrong passphrases. Wait for the time given in Retry-After.',
      'Kunci penandatangan ini ditutup sementara karena passphrase berulang kali salah. Tunggu selama waktu pada Retry-After.',
    ],
  ),
  CERTIFICATE_EXPIRED: row(
    422,
    ['Certificate is not valid now', 'Sertifikat tidak berlaku saat ini'],
    [
      'The certificate of this signer has expired, is revoked or is not valid yet. Have a new one issued.',
      'Sertifikat penandatangan ini kedaluwarsa, dicabut, atau belum berlaku. Mintalah penerbitan sertifikat baru.',
    ],
  ),

  // The record.
  DOCUMENT_NOT_FOUND: row(
    404,
    ['No such document', 'Dokumen tidak ditemukan'],
    [
      'The agency of this application has no document with that code.',
      'Instansi aplikasi ini tidak memiliki dokumen dengan kode tersebut.',
    ],
  ),
  ALREADY_REVOKED: row(
    409,
    ['Already revoked', 'Sudah dicabut'],
    [
      'The document has been revoked before; it stays so.',
      'Dokumen sudah pernah dicabut dan tetap demikian.',
    ],
  ),
  IDEMPOTENCY_KEY_REUSED: row(
    422,
    ['Idempotency-Key was used for another request', 'Idempotency-Key sudah dipakai untuk permintaan lain'],
    [
      'A key names one request: the same file and the same fields. Use a new key for a new request.',
      'Satu kunci hanya untuk satu permintaan dengan berkas dan isian yang sama. Pakai kunci baru untuk permintaan baru.',
    ],
  ),
  IDEMPOTENCY_IN_PROGRESS: row(
    409,
    ['The same request is being processed', 'Permintaan yang sama sedang diproses'],
    [
      'Another request with this Idempotency-Key is not finished yet. Ask again after the time in Retry-After.',
      'Permintaan lain dengan Idempotency-Key ini belum selesai. Coba lagi setelah waktu pada Retry-After.',
    ],
    2,
  ),

  // The timestamp responder.
  TOO_MANY_REQUESTS: row(
    429,
    ['Too many requests', 'Terlalu banyak permintaan'],
    [
      'Requests from this network come faster than this service answers them. Wait for the time given in Retry-After.',
      'Permintaan dari jaringan ini lebih cepat daripada yang dilayani. Tunggu selama waktu pada Retry-After.',
    ],
    1,
  ),
  TIMESTAMP_CLOSED: row(
    403,
    ['No timestamps for others', 'Penanda waktu tidak untuk umum'],
    [
      'This timestamp authority serves the documents of this service only.',
      'Otoritas penanda waktu ini hanya melayani dokumen layanan ini.',
    ],
  ),

  // Our side.
  CLOCK_UNTRUSTED: row(
    503,
    ['Clock is not known to be right', 'Jam belum dapat dipastikan'],
    [
      'The clock of the timestamp authority could not be confirmed, and nothing was signed. Try again after the time in Retry-After.',
      'Jam penanda waktu belum dapat dipastikan sehingga tidak ada yang ditandatangani. Coba lagi setelah waktu pada Retry-After.',
    ],
    60,
  ),
  TIMESTAMP_UNAVAILABLE: row(
    503,
    ['Timestamp authority is not available', 'Layanan penanda waktu tidak tersedia'],
    [
      'The document could not be timestamped and was not signed. Try again after the time in Retry-After.',
      'Dokumen tidak dapat diberi penanda waktu dan tidak ditandatangani. Coba lagi setelah waktu pada Retry-After.',
    ],
    30,
  ),
  DATABASE_UNAVAILABLE: row(
    503,
    ['Database is not available', 'Basis data tidak tersedia'],
    [
      'The request was not carried out. Try again after the time in Retry-After.',
      'Permintaan tidak dijalankan. Coba lagi setelah waktu pada Retry-After.',
    ],
    10,
  ),
  STORE_UNAVAILABLE: row(
    503,
    ['Document store is not available', 'Penyimpanan dokumen tidak tersedia'],
    [
      'The signed file could not be kept, so the document was not issued. Try again after the time in Retry-After.',
      'Berkas bertanda tangan tidak dapat disimpan sehingga dokumen tidak diterbitkan. Coba lagi setelah waktu pada Retry-After.',
    ],
    30,
  ),
  OUTPUT_NOT_VALID: row(
    500,
    ['Own signature did not verify', 'Tanda tangan sendiri tidak lolos pemeriksaan'],
    [
      'The signed file did not pass our own validation and was thrown away. Report the number in "instance" to the operator.',
      'Berkas bertanda tangan tidak lolos pemeriksaan kami sendiri dan dibuang. Sampaikan nomor pada "instance" kepada pengelola.',
    ],
  ),
  INTERNAL: row(
    500,
    ['Internal error', 'Kesalahan internal'],
    [
      'Something failed on our side and nothing was kept. Report the number in "instance" to the operator.',
      'Ada kegagalan di sisi kami dan tidak ada yang disimpan. Sampaikan nomor pada "instance" kepada pengelola.',
    ],
  ),
} as const satisfies Readonly<Record<string, ProblemRow>>

export type ProblemCode = keyof typeof problemTable
