// Fetches Microsoft's Web Chat from npm into ./vendor, checks it, and writes its compressed twins. Quick when it is there already.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const packageName = 'botframework-webchat@4.18.1';
const sha256Begins = '0a68ad0a64fc04d6';

const vendor = join(dirname(fileURLToPath(import.meta.url)), 'vendor');
const target = join(vendor, 'webchat.js');
const isRight = file => createHash('sha256').update(readFileSync(file)).digest('hex').startsWith(sha256Begins);

if (existsSync(target) && existsSync(target + '.br') && existsSync(join(vendor, 'package.json')) && isRight(target)) {
  process.exit(0);
}

const work = mkdtempSync(join(tmpdir(), 'webchat-'));
try {
  // One tarball, without its 500 MB of dependencies: the file in it carries what it needs.
  const tarball = execFileSync('npm', ['pack', packageName, '--silent'], { cwd: work, encoding: 'utf8' }).trim().split('\n').pop();
  execFileSync('tar', ['-xzf', tarball, 'package/package.json',
    'package/dist/webchat.js', 'package/dist/webchat.js.LICENSE.txt'], { cwd: work });
  const unpacked = join(work, 'package', 'dist', 'webchat.js');
  if (!isRight(unpacked)) {
    throw new Error(`webchat.js of ${packageName} is not the file this product was tested with.`);
  }

  mkdirSync(vendor, { recursive: true });
  const script = readFileSync(unpacked);
  writeFileSync(target + '.br', brotliCompressSync(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  writeFileSync(target + '.gz', gzipSync(script, { level: 9 }));
  writeFileSync(target + '.LICENSE.txt', readFileSync(unpacked + '.LICENSE.txt'));
  writeFileSync(join(vendor, 'package.json'), readFileSync(join(work, 'package', 'package.json')));
  // Last, so that a fetch that was broken off is begun again.
  writeFileSync(target + '.new', script);
  renameSync(target + '.new', target);
} finally {
  rmSync(work, { recursive: true, force: true });
}
