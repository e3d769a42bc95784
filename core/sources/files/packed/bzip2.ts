/** Unpacks bzip2 data block by block; a block is 900 kB at most. Streams one after the other, too. */
import { ConnectorError } from "../../../errors.ts";
import type { Bytes } from "../../../formats/text_stream.ts";

/** No packed block is longer: with so much at hand, or all there is, a block can be decoded in one go. */
const longestBlock = 1_200_000;

/** @throws {ConnectorError} record.bzip2 */
export async function* bunzip2(data: Bytes): AsyncGenerator<Uint8Array> {
  const source = data[Symbol.asyncIterator]();
  const bits = bitReader();
  let isOver = false;
  const fill = async () => {
    while (!isOver && bits.left() < longestBlock) {
      const next = await source.next();
      if (next.done) isOver = true;
      else bits.add(next.value);
    }
  };
  try {
    for (await fill(); bits.left() > 0; await fill()) {
      if (bits.read(24) !== 0x425a68) throw broken("it does not begin as bzip2 data");
      const level = bits.read(8) - 48;
      if (level < 1 || level > 9) throw broken("its block size is unknown");
      const block = new Uint32Array(level * 100_000);
      for (;;) {
        await fill();
        const high = bits.read(24), low = bits.read(24);
        if (high === 0x177245 && low === 0x385090) break;
        if (high !== 0x314159 || low !== 0x265359) throw broken("a block does not begin as it has to");
        yield decodeBlock(bits, block);
      }
      bits.read(32);
      bits.align();
    }
  } finally {
    await source.return?.();
  }
}

interface Bits {
  /** Whole bytes that are left. */
  left(): number;
  add(chunk: Uint8Array): void;
  read(count: number): number;
  align(): void;
}

function bitReader(): Bits {
  let buffer: Uint8Array = new Uint8Array();
  let at = 0, held = 0, value = 0;
  const read = (count: number): number => {
    if (count > 16) return read(count - 16) * 65_536 + read(16);
    while (held < count) {
      if (at >= buffer.length) throw broken("it ends too early");
      value = (value << 8 | buffer[at++]!) & 0xffffff;
      held += 8;
    }
    held -= count;
    return value >>> held & (1 << count) - 1;
  };
  return {
    left: () => buffer.length - at,
    add(chunk) {
      const joined = new Uint8Array(buffer.length - at + chunk.length);
      joined.set(buffer.subarray(at));
      joined.set(chunk, buffer.length - at);
      buffer = joined;
      at = 0;
    },
    read,
    align: () => held -= held % 8,
  };
}

interface Code {
  /** By length: the first code that is longer, what to take from a code to find its symbol. */
  limit: Int32Array;
  base: Int32Array;
  symbols: number[];
  shortest: number;
}

function codeOf(lengths: number[]): Code {
  const symbols: number[] = [];
  const limit = new Int32Array(22).fill(-1), base = new Int32Array(22);
  const shortest = Math.min(...lengths), longest = Math.max(...lengths);
  let code = 0;
  for (let length = shortest; length <= longest; length++) {
    base[length] = code - symbols.length;
    for (const [symbol, own] of lengths.entries()) {
      if (own !== length) continue;
      symbols.push(symbol);
      code++;
    }
    limit[length] = code - 1;
    code <<= 1;
  }
  return { limit, base, symbols, shortest };
}

function decodeBlock(bits: Bits, block: Uint32Array): Uint8Array {
  const crc = bits.read(32);
  if (bits.read(1)) throw broken("it is of a version that nobody writes any more");
  const origin = bits.read(24);
  const used: number[] = [];
  const groups = bits.read(16);
  for (let group = 0; group < 16; group++) {
    if (!(groups >> 15 - group & 1)) continue;
    const members = bits.read(16);
    for (let i = 0; i < 16; i++) if (members >> 15 - i & 1) used.push(group * 16 + i);
  }
  const codes = readCodes(bits, used.length + 2);
  const counts = new Uint32Array(257);
  const length = readSymbols(bits, block, used, codes, counts);
  if (origin >= length) throw broken("a block points beyond itself");
  for (let i = 1, sum = 0; i <= 256; i++) {
    const before = counts[i - 1]!;
    counts[i - 1] = sum;
    sum += before;
  }
  for (let i = 0; i < length; i++) {
    const place = counts[block[i]! & 0xff]!++;
    block[place] = (block[place]! & 0xff | i << 8) >>> 0;
  }
  return expanded(block, length, origin, crc);
}

interface Codes {
  selectors: number[];
  codes: Code[];
}

function readCodes(bits: Bits, alphabet: number): Codes {
  const count = bits.read(3);
  if (count < 2 || count > 6) throw broken("a block has a wrong number of codes");
  const selectors: number[] = [];
  const order = Array.from({ length: count }, (_, i) => i);
  for (let left = bits.read(15); left > 0; left--) {
    let index = 0;
    while (bits.read(1)) index++;
    const [moved] = order.splice(index, 1);
    if (moved === undefined) throw broken("a block selects a code that it does not have");
    order.unshift(moved);
    selectors.push(moved);
  }
  const codes = Array.from({ length: count }, () => {
    let length = bits.read(5);
    return codeOf(Array.from({ length: alphabet }, () => {
      while (bits.read(1)) length += bits.read(1) ? -1 : 1;
      if (length < 1 || length > 20) throw broken("a code is too long");
      return length;
    }));
  });
  return { selectors, codes };
}

/** Undoes the codes, the runs and move-to-front; gives the number of bytes. */
function readSymbols(
  bits: Bits,
  block: Uint32Array,
  used: number[],
  { selectors, codes }: Codes,
  counts: Uint32Array,
): number {
  const order = Uint8Array.from(used);
  const end = used.length + 1;
  let length = 0, run = 0, weight = 1;
  let code: Code | undefined;
  const put = (byte: number, times: number) => {
    if (length + times > block.length) throw broken("a block is longer than it may be");
    counts[byte] = counts[byte]! + times;
    block.fill(byte, length, length += times);
  };
  for (let i = 0;; i++) {
    if (i % 50 === 0) code = codes[selectors[i / 50] ?? -1];
    if (!code) throw broken("a block has too few codes");
    const symbol = readSymbol(bits, code);
    if (symbol <= 1) {
      run += weight << symbol;
      weight <<= 1;
      if (run > block.length) throw broken("a block is longer than it may be");
      continue;
    }
    if (run > 0) {
      put(order[0]!, run);
      run = 0;
      weight = 1;
    }
    if (symbol === end) return length;
    const byte = order[symbol - 1]!;
    order.copyWithin(1, 0, symbol - 1);
    order[0] = byte;
    put(byte, 1);
  }
}

function readSymbol(bits: Bits, { limit, base, symbols, shortest }: Code): number {
  let length = shortest;
  let value = bits.read(length);
  while (value > limit[length]!) {
    if (++length > 20) throw broken("a code is unknown");
    value = value << 1 | bits.read(1);
  }
  return symbols[value - base[length]!] ?? 0;
}

/** Undoes the sorting of the block and the runs of four and more. */
function expanded(block: Uint32Array, length: number, origin: number, crc: number): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(length + (length >> 2) + 256);
  let filled = 0, sum = -1, same = 0, last = -1;
  let position = block[origin]! >>> 8;
  for (let i = 0; i < length; i++) {
    const entry = block[position]!;
    position = entry >>> 8;
    const byte = entry & 0xff;
    let times = 1;
    if (same === 4) {
      times = byte;
      same = 0;
    } else if (byte === last) same++;
    else {
      last = byte;
      same = 1;
    }
    if (filled + times > bytes.length) {
      const longer: Uint8Array = new Uint8Array(bytes.length * 2);
      longer.set(bytes);
      bytes = longer;
    }
    for (let k = 0; k < times; k++) {
      bytes[filled++] = last;
      sum = sum << 8 ^ table[(sum >>> 24 ^ last) & 0xff]!;
    }
    // After a run of four and its count, the next byte begins a new run whatever it is.
    if (same === 0) last = -1;
  }
  if (~sum >>> 0 !== crc) throw broken("a checksum is wrong");
  return bytes.subarray(0, filled);
}

const table = Int32Array.from({ length: 256 }, (_, i) => {
  let value = i << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? value << 1 ^ 0x04c11db7 : value << 1;
  return value;
});

function broken(reason: string): ConnectorError {
  return new ConnectorError("record.bzip2", {
    failureType: "system_error",
    message: `Cannot unpack the bzip2 data: ${reason}`,
  });
}
