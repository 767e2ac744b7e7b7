// Writes dates as they stand in Indonesian letters, always in Western Indonesian Time (WIB, UTC+7,
// no summer time). They are assembled from parts: the joined patterns of CLDR change between
// releases, the names of days and months do not.

const PARTS = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'Asia/Jakarta',
} as const satisfies Intl.DateTimeFormatOptions

const indonesian = new Intl.DateTimeFormat('id-ID', PARTS)
const english = new Intl.DateTimeFormat('en-GB', PARTS)

/** Returns `Selasa, 24 November 2026 pukul 10.32 WIB`; seconds are left out. */
export function wibInIndonesian(instant: Date): string {
  const { weekday, day, month, year, hour, minute } = parts(indonesian, instant)
  return `${weekday}, ${day} ${month} ${year} pukul ${hour}.${minute} WIB`
}

/** Returns `Tuesday, 24 November 2026 at 10:32 WIB`. */
export function wibInEnglish(instant: Date): string {
  const { weekday, day, month, year, hour, minute } = parts(english, instant)
  return `${weekday}, ${day} ${month} ${year} at ${hour}:${minute} WIB`
}

type DateParts = Record<'weekday' | 'day' | 'month' | 'year' | 'hour' | 'minute', string>

function parts(format: Intl.DateTimeFormat, instant: Date): DateParts {
  const found: DateParts = { weekday: '', day: '', month: '', year: '', hour: '', minute: '' }
  for (const { type, value } of format.formatToParts(instant)) {
    if (type in found) Object.assign(found, { [type]: value })
  }
  return found
}
