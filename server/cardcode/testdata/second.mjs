// A second implementation of Yunka's card code, on Node alone: it knows the
// format from its description and shares no code with the Go package.
//
//   node second.mjs vectors.json
//
// checks that every good text parses, verifies, is written again digit by digit
// and is signed again from its seed, and that every bad text is refused for the
// reason given. It prints what it counted, or what differs and exits with 1.
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const spki = Buffer.from('302a300506032b6570032100', 'hex');
const domain = Buffer.from('yunka/code/v1\0', 'latin1');

class Refused extends Error {}

function parse(text) {
  if (!/^98[0-9]{192}$/.test(text) || text.length !== 194) throw new Refused('CODE_MALFORMED');
  // The whole code as one number of 79 bytes.
  let all = 0n;
  for (let i = 0; i < 12; i++) {
    const start = 2 + i * 17;
    const bits = i < 11 ? 56n : 16n;
    const group = BigInt(text.slice(start, i < 11 ? start + 17 : undefined));
    if (group >> bits) throw new Refused('CODE_MALFORMED');
    all = (all << bits) | group;
  }
  const bytes = Buffer.from(all.toString(16).padStart(158, '0'), 'hex');
  if (bytes[0] !== 1) throw new Refused('CODE_VERSION_UNSUPPORTED');
  const handle = bytes.readBigInt64BE(2);
  if (bytes[1] > 2 || handle <= 0n) throw new Refused('CODE_MALFORMED');
  return { bytes, purpose: bytes[1], handle, issued: bytes.readUInt32BE(10), seq: bytes[14] };
}

function write(bytes) {
  let text = '98';
  for (let at = 0; at < 79; at += 7) {
    const group = bytes.subarray(at, at + 7);
    text += BigInt('0x' + group.toString('hex')).toString().padStart(at < 77 ? 17 : 5, '0');
  }
  return text;
}

function authentic(bytes, key) {
  return verify(null, Buffer.concat([domain, bytes.subarray(0, 15)]), key, bytes.subarray(15));
}

function make(key, purpose, handle, issued, seq) {
  const head = Buffer.alloc(15);
  head[0] = 1;
  head[1] = purpose;
  head.writeBigInt64BE(handle, 2);
  head.writeUInt32BE(issued, 10);
  head[14] = seq;
  return write(Buffer.concat([head, sign(null, Buffer.concat([domain, head]), key)]));
}

function judge(text, publicHex) {
  try {
    const { bytes } = parse(text);
    if (!publicHex) return 'OK';
    const key = createPublicKey({ key: Buffer.concat([spki, Buffer.from(publicHex, 'hex')]), format: 'der', type: 'spki' });
    return authentic(bytes, key) ? 'OK' : 'CODE_BAD_SIGNATURE';
  } catch (e) {
    if (e instanceof Refused) return e.message;
    throw e;
  }
}

const { good, bad } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let differences = 0;
const expect = (same, what) => {
  if (same) return;
  differences++;
  console.log(what);
};

good.forEach((v, i) => {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, Buffer.from(v.seed, 'hex')]), format: 'der', type: 'pkcs8' });
  const c = parse(v.text);
  expect(c.purpose === v.purpose && c.handle === BigInt(v.handle) && c.issued === v.issued && c.seq === v.seq, `good ${i}: fields differ`);
  expect(authentic(c.bytes, createPublicKey(key)), `good ${i}: signature refused`);
  expect(write(c.bytes) === v.text, `good ${i}: written differently`);
  expect(make(key, v.purpose, BigInt(v.handle), v.issued, v.seq) === v.text, `good ${i}: signed differently`);
});
bad.forEach((v, i) => {
  const got = judge(v.text, v.public);
  expect(got === v.reason, `bad ${i} (${v.why}): ${got}, want ${v.reason}`);
});

if (differences) process.exit(1);
console.log(`${good.length} good, ${bad.length} bad`);
