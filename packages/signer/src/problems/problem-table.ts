// Every refusal that a client can meet, one row each: HTTP status, and the sentence in both
// languages. `{name}` is filled from the error's facts, which are numbers and words of ours only:
// no text that a client sent is ever repeated.

import { present } from '@tapis/pki'
/**
 * One row: what RFC 9457 calls `status`, `title` and `detail`, the last two in English and in
 * Indonesian.
 */
export interface ProblemRow {
  readonly status: ProblemStatus
  readonly title: string
  readonly titleId: string
  readonly detail: string
  readonly detailId: string
  /** Seconds for the `Retry-After` header, when the error itself does not say. */
  readonly retryAfterSeconds?: number
}

type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 406 | 408 | 409 | 413 | 415 | 422 | 429 | 500 | 503

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
  ...present({ retryAfterSeconds }),
})

/**
 * The closed list of codes. A code never changes its meaning and is never used again for another
 * one.
 */
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
      'Some fields are missing, unknown or out of range; "errors" names each one by its JSON pointer, with a reason and both languages.',
      'Ada isian yang kurang, tidak dikenal, atau di luar batas; "errors" menyebut masing-masing dengan JSON pointer, alasan, dan kalimat dalam dua bahasa.',
    ],
  ),
  CODE_MALFORMED: row(
    400,
    ['Document code is malformed', 'Kode dokumen salah bentuk'],
    [
      'A document code has 16 letters and digits, in the form XXXX-XXXX-XXXX-XXXX. Check it against the document.',
      'Kode dokumen terdiri atas 16 huruf dan angka, berbentuk XXXX-XXXX-XXXX-XXXX. Cocokkan dengan yang tercetak pada dokumen.',
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
    [
      'This resource is available as {available}. Send one of these in the Accept header.',
      'Sumber ini tersedia sebagai {available}. Kirim salah satunya dalam header Accept.',
    ],
  ),
  METHOD_NOT_ALLOWED: row(
    405,
    ['Method not allowed', 'Metode tidak diizinkan'],
    ['This path answers {allowed} only; see /docs.', 'Alamat ini hanya menerima {allowed}; lihat /docs.'],
  ),
  ROUTE_NOT_FOUND: row(
    404,
    ['No such path', 'Alamat tidak dikenal'],
    [
      'Check the address; the API is described at /docs and /openapi.json.',
      'Periksa alamatnya; API ini dijelaskan di /docs dan /openapi.json.',
    ],
  ),
  CLIENT_GONE: row(
    408,
    ['Client went away', 'Klien memutus sambungan'],
    [
      'The connection closed before the document was complete; nothing was kept. Send the request again.',
      'Sambungan terputus sebelum dokumen selesai; tidak ada yang disimpan. Kirim ulang permintaan ini.',
    ],
  ),
  TOO_MANY_REQUESTS: row(
    429,
    ['Too many requests', 'Terlalu banyak permintaan'],
    [
      'This address sends more requests than are answered. Wait for the time given in Retry-After.',
      'Alamat ini mengirim permintaan lebih banyak daripada yang dilayani. Tunggu selama waktu pada Retry-After.',
    ],
    10,
  ),

  // Who asks.
  UNAUTHENTICATED: row(
    401,
    ['Application is not authenticated', 'Aplikasi belum dikenali'],
    [
      'Send the credential of your application as Basic (id and secret) or Bearer (id.secret). If you did, it is unknown or disabled: ask the operator.',
      'Sertakan kredensial aplikasi sebagai Basic (id dan rahasia) atau Bearer (id.rahasia). Bila sudah, kredensial itu tidak dikenal atau dinonaktifkan: hubungi pengelola.',
    ],
  ),
  FORBIDDEN_AGENCY: row(
    403,
    ['Another agency', 'Bukan instansi aplikasi ini'],
    [
      'An application signs only for its own agency, with signers of that agency. Put the id of the agency of this credential into "agency".',
      'Aplikasi hanya dapat menandatangani untuk instansinya sendiri, dengan penandatangan dari instansi itu. Isi "agency" dengan id instansi pemilik kredensial ini.',
    ],
  ),
  TIMESTAMP_CLOSED: row(
    403,
    ['Timestamps are not given here', 'Penanda waktu tidak diberikan di sini'],
    [
      'This timestamp authority answers only those whom the operator has admitted. Ask the operator, or use another authority.',
      'Layanan penanda waktu ini hanya melayani pihak yang diizinkan pengelola. Hubungi pengelola, atau pakai layanan lain.',
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
    [
      'The part "file" has no bytes. Check that the application has finished writing the file, and sends its content and not only its name.',
      'Bagian "file" tidak berisi apa pun. Pastikan aplikasi sudah selesai menulis berkas itu dan mengirim isinya, bukan hanya namanya.',
    ],
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
  PDF_TOO_COMPLEX: row(
    422,
    ['PDF is too complex', 'PDF terlalu rumit'],
    [
      'The PDF has more objects, values or saved versions than this service examines. Print it to a new PDF and send that one.',
      'PDF memuat objek, nilai, atau versi tersimpan lebih banyak daripada yang diperiksa layanan ini. Cetak menjadi PDF baru, lalu kirim yang baru itu.',
    ],
  ),
  READERS_DISAGREE: row(
    422,
    ['Programs could show this PDF in different ways', 'PDF dapat tampil berbeda di program lain'],
    [
      'The PDF is written so that two programs could show two different documents, and this service does not sign that. Print it to a new PDF and send that one.',
      'PDF ditulis sedemikian rupa sehingga dua program dapat menampilkan dua dokumen yang berbeda; yang demikian tidak ditandatangani. Cetak menjadi PDF baru, lalu kirim yang baru itu.',
    ],
  ),
  PDF_NOT_SIGNABLE: row(
    422,
    ['PDF does not allow this signature', 'PDF tidak mengizinkan tanda tangan ini'],
    [
      'The PDF cannot take this signature ({reason}). {because}',
      'PDF ini tidak dapat menerima tanda tangan ini ({reason}). {because}',
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
      'The PDF already has a signature that does not verify: the file was changed after it was signed. Ask its signer for the file as it was signed, or send the document without signatures.',
      'PDF sudah memuat tanda tangan yang tidak lolos pemeriksaan: berkas berubah setelah ditandatangani. Mintalah berkas asli dari penandatangannya, atau kirim dokumen yang belum ditandatangani.',
    ],
  ),
  EARLIER_SIGNATURE_FORBIDS: row(
    422,
    ['An earlier signature forbids this one', 'Tanda tangan sebelumnya melarang tanda tangan ini'],
    [
      'The PDF has a signature that another one would break: it allows no further changes. Ask for the document without that restriction, or keep it as it is.',
      'PDF sudah memuat tanda tangan yang akan rusak oleh tanda tangan baru karena tidak mengizinkan perubahan. Mintalah dokumen tanpa pembatasan itu, atau biarkan sebagaimana adanya.',
    ],
  ),
  DOCUMENT_TOO_LARGE: row(
    413,
    ['Document is too large', 'Dokumen terlalu besar'],
    [
      'A document may have up to {limit} bytes. Reduce the resolution of its images or split it.',
      'Dokumen paling besar {limit} byte. Kurangi resolusi gambar atau bagi dokumennya.',
    ],
  ),
  REQUEST_TOO_LARGE: row(
    413,
    ['Request is too large', 'Permintaan terlalu besar'],
    [
      'Apart from a document, this request may have up to {limit} bytes. Send the described fields only, and the PDF in the part "file".',
      'Di luar dokumen, permintaan ini paling besar {limit} byte. Kirim hanya isian yang dijelaskan di /docs, dan PDF dalam bagian "file".',
    ],
  ),

  // Where the stamp goes.
  PAGE_NOT_FOUND: row(
    422,
    ['No such page', 'Halaman tidak ada'],
    [
      'Page {page} was asked for; the document has {pages} page(s), counted from 1. Ask for one of these, or for "last".',
      'Halaman {page} diminta; dokumen memiliki {pages} halaman, dihitung dari 1. Minta salah satunya, atau "last".',
    ],
  ),
  BOX_OFF_PAGE: row(
    422,
    ['Box is off the page', 'Kotak di luar halaman'],
    [
      'The stamp box was asked for at x {x}, y {y} with {boxWidth} x {boxHeight} points; page {page} is {width} x {height} points as displayed, with the origin at its lower left corner. Move the box or make it smaller, so that it lies wholly on the page.',
      'Kotak stempel diminta di x {x}, y {y} berukuran {boxWidth} x {boxHeight} poin; halaman {page} berukuran {width} x {height} poin sebagaimana ditampilkan, dengan titik nol di sudut kiri bawah. Geser atau perkecil kotak sehingga seluruhnya di dalam halaman.',
    ],
  ),
  STAMP_BOX_TOO_SMALL: row(
    422,
    ['Stamp box is too small', 'Kotak stempel terlalu kecil'],
    [
      'The QR code and the signature block do not fit legibly into {width} x {height} points. {remedy}.',
      'Kode QR dan blok tanda tangan tidak muat terbaca di kotak {width} x {height} poin. {remedy}.',
    ],
  ),
  STAMP_COVERS_CONTENT: row(
    422,
    ['Stamp would cover content', 'Stempel akan menutupi isi'],
    [
      '{places} Give another place, or allow it with "covered": "warn".',
      '{places} Pilih tempat lain, atau izinkan dengan "covered": "warn".',
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
    [
      'The agency has no template of that name. Check the name, ask the operator to register it, or give "place" with a page and a box.',
      'Instansi tidak memiliki templat dengan nama itu. Periksa namanya, minta pengelola mendaftarkannya, atau isi "place" dengan halaman dan kotak.',
    ],
  ),

  // Who signs.
  SIGNER_NOT_FOUND: row(
    422,
    ['Signer is unknown', 'Penandatangan tidak dikenal'],
    [
      'No active signer of the agency has that NIK or id. Check it, or ask the operator to enrol the signer.',
      'Tidak ada penandatangan aktif di instansi ini dengan NIK atau id tersebut. Periksa kembali, atau minta pengelola mendaftarkan penandatangan itu.',
    ],
  ),
  PASSPHRASE_WRONG: row(
    403,
    ['Passphrase is wrong', 'Passphrase salah'],
    [
      'The passphrase does not open the key of this signer. Let the signer type it again. After {attempts} wrong ones in {minutes} minutes the key is closed for a while.',
      'Passphrase tidak membuka kunci penandatangan ini. Minta penandatangan mengetiknya kembali. Setelah {attempts} kali salah dalam {minutes} menit, kunci ditutup sementara.',
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
      'The certificate of this signer has expired, is revoked or is not valid yet. Ask the operator to issue a new one.',
      'Sertifikat penandatangan ini kedaluwarsa, dicabut, atau belum berlaku. Minta pengelola menerbitkan sertifikat baru.',
    ],
  ),

  // The record.
  DOCUMENT_NOT_FOUND: row(
    404,
    ['No such document', 'Dokumen tidak ditemukan'],
    [
      'The agency of this application has no document with that code. Check the code, and that the credential is of the agency that issued it.',
      'Instansi aplikasi ini tidak memiliki dokumen dengan kode tersebut. Periksa kodenya, dan apakah kredensial ini milik instansi penerbitnya.',
    ],
  ),
  ALREADY_REVOKED: row(
    409,
    ['Already revoked', 'Sudah dicabut'],
    [
      'The document has been revoked before; it stays so, with the reason given then. There is nothing to do.',
      'Dokumen sudah pernah dicabut dan tetap demikian, dengan alasan waktu itu. Tidak ada yang perlu dilakukan.',
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
    15,
  ),

  // Our side.
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
      'The document store cannot be reached or written. This request changed nothing; try again after the time in Retry-After.',
      'Penyimpanan dokumen tidak dapat dijangkau atau ditulisi. Permintaan ini tidak mengubah apa pun; coba lagi setelah waktu pada Retry-After.',
    ],
    30,
  ),
  DOCUMENT_FILE_MISSING: row(
    500,
    ['File of the document is missing', 'Berkas dokumen hilang'],
    [
      'The document was issued and is recorded, but its file is not in the store. Tell the operator, with the number in "instance"; copies that were handed out are not affected.',
      'Dokumen telah diterbitkan dan tercatat, tetapi berkasnya tidak ada di penyimpanan. Sampaikan kepada pengelola beserta nomor pada "instance"; salinan yang sudah diserahkan tidak terpengaruh.',
    ],
  ),
  DOCUMENT_FILE_ALTERED: row(
    500,
    ['File of the document was altered', 'Berkas dokumen telah berubah'],
    [
      'The stored file is no longer the one that was recorded, and is not handed out. Tell the operator, with the number in "instance"; copies that were handed out are not affected.',
      'Berkas yang tersimpan bukan lagi berkas yang tercatat, sehingga tidak diserahkan. Sampaikan kepada pengelola beserta nomor pada "instance"; salinan yang sudah diserahkan tidak terpengaruh.',
    ],
  ),
  OVERLOADED: row(
    503,
    ['Too many requests wait', 'Antrean permintaan penuh'],
    [
      'Too many requests wait already, and nothing was kept of this one. Send it again after the time in Retry-After.',
      'Terlalu banyak permintaan yang menunggu, dan tidak ada yang disimpan dari permintaan ini. Kirim ulang setelah waktu pada Retry-After.',
    ],
    5,
  ),
  AGENCY_BUSY: row(
    503,
    ["This agency's share of the queue is full", 'Jatah antrean instansi ini penuh'],
    [
      'As many requests of this agency wait as may wait at once, and nothing was kept of this one. Send fewer at a time, and this one again after the time in Retry-After.',
      'Permintaan instansi ini yang menunggu sudah mencapai batas, dan tidak ada yang disimpan dari permintaan ini. Kirim lebih sedikit sekaligus, dan ulangi yang ini setelah waktu pada Retry-After.',
    ],
    5,
  ),
  CLOCK_UNTRUSTED: row(
    503,
    ['Clock is not trusted', 'Jam tidak dapat dipercaya'],
    [
      'The clock of this service is not known to be right, so nothing is signed or timestamped. Tell the operator, and try again after the time in Retry-After.',
      'Jam layanan ini belum dipastikan benar, sehingga tidak ada yang ditandatangani atau diberi penanda waktu. Sampaikan kepada pengelola, dan coba lagi setelah waktu pada Retry-After.',
    ],
    60,
  ),
  OUTPUT_NOT_VALID: row(
    500,
    ['Own signature did not verify', 'Tanda tangan sendiri tidak lolos pemeriksaan'],
    [
      'The signed file did not pass our own validation and was thrown away. Sending it again will not help: report the number in "instance" to the operator.',
      'Berkas bertanda tangan tidak lolos pemeriksaan kami sendiri dan dibuang. Mengirim ulang tidak membantu: sampaikan nomor pada "instance" kepada pengelola.',
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

/** What went wrong, to a client. Stable. */
export type ProblemCode = keyof typeof problemTable
