// Runs the card's module under Node:
//
//   node module.mjs card.wasm wasm_exec.js vectors.json
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [wasmFile, execFile, vectorsFile] = process.argv.slice(2);
await import(pathToFileURL(resolve(execFile)).href); // sets globalThis.Go
const go = new globalThis.Go();
const { instance } = await WebAssembly.instantiate(readFileSync(wasmFile), go.importObject);
go.run(instance);
const card = instance.exports;

const view = (at, n) => new Uint8Array(card.mem.buffer, at, n);
const put = (...parts) => view(card.in(), 64).set(Buffer.concat(parts));
const took = (from, to) => Buffer.from(view(card.out(), 194 + 37 * 37).slice(from, to));
const wiped = () => view(card.in(), 32).every((b) => b === 0);
const halves = (handle) => [Number(handle >> 32n), Number(handle & 0xffffffffn)];

const { good } = JSON.parse(readFileSync(vectorsFile, 'utf8'));
assert.ok(good.length >= 12);
for (const v of good) {
  put(Buffer.from(v.seed, 'hex'));
  assert.equal(card.draw(v.purpose, ...halves(BigInt(v.handle)), v.issued, v.seq), 1);
  assert.equal(took(0, 194).toString('latin1'), v.text);
  assert.ok(wiped(), 'draw left the seed');
  const modules = [...took(194, 194 + 37 * 37)];
  assert.ok(modules.every((m) => m === 0 || m === 1));
  const dark = modules.filter(Boolean).length / modules.length;
  assert.ok(dark > 0.4 && dark < 0.6, `${dark} of the modules are dark`);
  assert.deepEqual(modules.slice(0, 8), [1, 1, 1, 1, 1, 1, 1, 0], 'a finder and its separator');
}
for (const [purpose, seq] of [[3, 0], [0, 256]]) {
  put(Buffer.from(good[0].seed, 'hex'));
  assert.equal(card.draw(purpose, 0, 1, 1, seq), 0);
  assert.ok(wiped() && took(0, 194).every((b) => b === 0));
}

const spki = Buffer.from('302a300506032b6570032100', 'hex');
const seed = Buffer.from(good[0].seed, 'hex');
const challenge = Buffer.alloc(32, 0xaa);
put(seed, challenge);
card.claim();
assert.ok(wiped(), 'claim left the seed');
const raw = took(0, 32);
const key = createPublicKey({ key: Buffer.concat([spki, raw]), format: 'der', type: 'spki' });
assert.ok(verify(null, Buffer.concat([Buffer.from('yunka/claim/v1\0'), challenge, raw]), key, took(32, 96)), 'claim');

put(seed);
card.contact(...halves(0x0102030405060708n), 0x090a0b0c);
assert.ok(wiped(), 'contact left the seed');
const message = Buffer.concat([Buffer.from('yunka/contact/v1\0'), Buffer.from('0102030405060708090a0b0c', 'hex')]);
assert.ok(verify(null, message, key, took(0, 64)), 'contact');

const now = 1_790_000_000;
assert.equal(card.next(now, -1, -1), now * 256);
assert.equal(card.next(now, now * 256, -1), now * 256 + 1);
assert.equal(card.next(now, -1, now * 256 + 255), (now + 1) * 256);
assert.equal(card.next(now, -1, (now + 21) * 256), now * 256);
assert.equal(card.next(now, (now + 25) * 256, (now + 21) * 256), (now + 25) * 256 + 1);
for (const odd of [NaN, Infinity, -Infinity, -2, 2 ** 53]) {
  assert.equal(card.next(odd, -1, -1), -1);
  assert.equal(card.next(now, odd, -1), -1);
  assert.equal(card.next(now, -1, odd), -1);
}

const begun = performance.now();
const rounds = 300;
for (let i = 0; i < rounds; i++) {
  put(seed);
  card.draw(0, 0, 1, now, i & 255);
}
const each = (performance.now() - begun) / rounds;
const mem = card.mem.buffer.byteLength;
assert.ok(mem <= 8 << 20, `${mem} bytes of memory`);
console.log(`${good.length} vectors, ${each.toFixed(2)} ms a code, ${(mem / (1 << 20)).toFixed(1)} MiB`);
process.exit(0);
