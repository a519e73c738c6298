// The ways in which one chip's number is written. A reader sends one of them, the card may
// have another one printed on it; the school's books hold what its readers send.
//
//   decimal    the four bytes of the chip as one number: most USB readers
//   reversed   the same bytes from the other end: readers of another make
//   hex        those bytes as programs write them
//   wiegand    24 bits in two parts, 188,24910: printed on 125 kHz cards
const four = 0x1_0000_0000n

// forms of what somebody typed; undefined for what is no number of a chip.
export function forms(text) {
  const n = number(text.normalize('NFKC').trim())
  if (n === undefined || n <= 0n || n >= 1n << 64n) return
  const out = { decimal: String(n), hex: n.toString(16).toUpperCase().padStart(n < four ? 8 : 14, '0') }
  if (n < four) {
    out.decimal = out.decimal.padStart(10, '0')
    out.reversed = String(reverse(n)).padStart(10, '0')
    out.wiegand = `${(n >> 16n) & 0xffn},${String(n & 0xffffn).padStart(5, '0')}`
  }
  return out
}

function number(text) {
  const parts = /^(\d{1,3})\s*,\s*(\d{1,5})$/.exec(text)
  if (parts) return Number(parts[1]) < 256 && Number(parts[2]) < 65536 ? BigInt(Number(parts[1]) * 65536 + Number(parts[2])) : undefined
  if (/^\d{1,20}$/.test(text)) return BigInt(text)
  const hex = text.replace(/^0x/i, '').replace(/[\s:-]/g, '')
  return /^[0-9a-f]{6,16}$/i.test(hex) ? BigInt('0x' + hex) : undefined
}

// reverse is the number of the same four bytes read from the other end.
export function reverse(n) {
  let out = 0n
  for (let i = 0; i < 4; i++) out = (out << 8n) | ((n >> BigInt(8 * i)) & 0xffn)
  return out
}
