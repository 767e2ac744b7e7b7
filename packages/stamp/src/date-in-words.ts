// A date as Indonesian letters write it, in Lampung's time zone (WIB, UTC+7). It is written out
// here and not left to the platform's locale data, since what a stamp says must not change with the
// version of the runtime.

const MONTHS = [
  'Januari',
  'Februari',
  'Maret',
  'April',
  'Mei',
  'Juni',
  'Juli',
  'Agustus',
  'September',
  'Oktober',
  'November',
  'Desember',
] as const

/** WIB has no summer time, and is always seven hours ahead of UTC. */
const WIB_OFFSET_MILLISECONDS = 7 * 60 * 60 * 1000

/** Returns a time as `24 November 2026 pukul 10.32 WIB`. */
export function dateInWords(time: Date): string {
  const wib = new Date(time.getTime() + WIB_OFFSET_MILLISECONDS)
  const month = MONTHS[wib.getUTCMonth()]
  if (month === undefined) throw new TypeError('dateInWords needs a valid Date')
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = `${two(wib.getUTCHours())}.${two(wib.getUTCMinutes())}`
  return `${wib.getUTCDate()} ${month} ${wib.getUTCFullYear()} pukul ${clock} WIB`
}
