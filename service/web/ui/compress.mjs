// Writes a .br and a .gz beside every text file of a folder, so that the service compresses nothing while it serves.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const texts = /\.(html|js|css|svg|json|txt|webmanifest)$/;
const [folder] = process.argv.slice(2);

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !texts.test(entry.name)) continue;
  const plain = readFileSync(path);
  const packed = {
    ".br": brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
    ".gz": gzipSync(plain, { level: 9 }),
  };
  for (const [suffix, bytes] of Object.entries(packed)) {
    // A few hundred bytes travel in one packet either way.
    if (bytes.length + 100 < plain.length) writeFileSync(path + suffix, bytes);
  }
}
