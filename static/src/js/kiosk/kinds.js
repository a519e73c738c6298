// What a text in view is: one of our codes, somebody's payment code, or
// something else. Only ours ever leave this tablet.
const ours = /^(?:98\d{192}|97\d{39})$/ // a phone's code; a printed or a visitor's one
// WeChat Pay 10-15 and 18 digits, Alipay 25-30 and 16-24, UnionPay 62 and 19 or more.
const payment = /^(?:1[0-5]\d{16}|(?:2[5-9]|30)\d{14,22}|62\d{17,})$/

export function kind(text) {
  if (ours.test(text)) return 'ours'
  if (payment.test(text)) return 'payment'
  return 'other'
}

// A chip's number has at most so many digits.
export const longestChip = 20

// startsOurs says whether a text may be the beginning of one of our codes.
export function startsOurs(text) {
  return /^9[78]/.test(text) && kind(text) === 'other'
}
