// A second implementation of lists, from the words of the package doc alone, by
// which the published vectors are checked. It prints what it found, as JSON.
import { createDecipheriv, createHash, createHmac, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

const vectors = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const bytes = (text) => Buffer.from(text, 'base64')
const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes(vectors.key)]), format: 'der', type: 'spki' })
const refuse = (why) => { throw new Error(why) }

// head reads the length, the header and the signature that b begins with.
function head(b) {
  if (b.length < 4) refuse('form')
  const n = 4 + b.readUInt32BE(0)
  if (b.length < n + 64) refuse('form')
  if (!verify(null, Buffer.concat([Buffer.from('YKL2'), b.subarray(0, n)]), key, b.subarray(n, n + 64))) refuse('signature')
  return { header: JSON.parse(b.subarray(4, n).toString()), head: b.subarray(0, n + 64), rest: b.subarray(n + 64) }
}

function rowsOf(b) {
  const rows = []
  while (b.length > 0) {
    if (b.length < 10 || b.length < 10 + b.readUInt16BE(8)) refuse('form')
    const row = b.subarray(0, 10 + b.readUInt16BE(8))
    if (rows.length > 0 && Buffer.compare(rows.at(-1).subarray(0, 8), row.subarray(0, 8)) >= 0) refuse('order')
    rows.push(row)
    b = b.subarray(row.length)
  }
  return rows
}

function open(b) {
  if (b.subarray(0, 4).toString() !== 'YKL2') refuse('form')
  const { header, rest } = head(b.subarray(4))
  const rows = rowsOf(rest)
  const sum = createHash('sha256')
  for (const row of rows) sum.update(row.subarray(0, 8)).update(createHash('sha256').update(row).digest().subarray(0, 16))
  if (rows.length !== header.count || sum.digest('base64') !== header.digest) refuse('digest')
  return { header, rows, bytes: b }
}

function follows(list, held) {
  if (list.header.terminal !== held.header.terminal || list.header.school !== held.header.school) refuse('other')
  const [a, b] = [list.header, held.header]
  if (a.version < b.version || (a.version === b.version && a.made_at < b.made_at) || a.made_at < b.made_at - 30_000) refuse('older')
  return list
}

function apply(held, delta) {
  if (delta.length < 12 || delta.readBigUInt64BE(4) !== BigInt(held.header.version)) refuse('base')
  const { head: top, rest } = head(delta.subarray(12))
  if (rest.length < 4 || rest.length < 4 + 8 * rest.readUInt32BE(0)) refuse('form')
  const from = 4 + 8 * rest.readUInt32BE(0)
  const rows = new Map(held.rows.map((row) => [row.subarray(0, 8).toString('hex'), row]))
  for (let p = 4; p < from; p += 8) rows.delete(rest.subarray(p, p + 8).toString('hex'))
  for (const row of rowsOf(rest.subarray(from))) rows.set(row.subarray(0, 8).toString('hex'), row)
  const sorted = [...rows.keys()].sort().map((index) => rows.get(index))
  return follows(open(Buffer.concat([Buffer.from('YKL2'), top, ...sorted])), held)
}

function find(list, secret) {
  const mac = (what) => createHmac('sha256', bytes(list.header.salt)).update(`${what}\0${secret}`).digest()
  const index = mac('yunka/list/index').subarray(0, 8)
  const row = list.rows.find((r) => r.subarray(0, 8).equals(index))
  if (!row) return ''
  const aes = createDecipheriv('aes-256-gcm', mac('yunka/list/row'), row.subarray(10, 22))
  aes.setAAD(index)
  aes.setAuthTag(row.subarray(-16))
  return Buffer.concat([aes.update(row.subarray(22, -16)), aes.final()]).toString()
}

const held = open(bytes(vectors.list))
const next = apply(held, bytes(vectors.delta))
const taken = vectors.bad.filter((bad) => {
  const b = bytes(bad.bytes)
  try {
    return b.subarray(0, 4).toString() === 'YKD2' ? apply(held, b) : follows(open(b), held)
  } catch {
    return false
  }
}).map((bad) => bad.why)
console.log(JSON.stringify({ next: next.bytes.toString('base64'), rows: vectors.rows.map((r) => find(next, r.secret)), taken }))
