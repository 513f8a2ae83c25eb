// Fetches the prebuilt Elsa Studio elements from npm into ./vendor, checks them, and writes down which inline scripts they
// put on their pages. Quick when they are there already.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageName = '@elsa-workflows/elsa-studio-wasm@3.8.2';
const sha256 = 'be8648459712c67603e721e432d8326a72b934011c2489fedeed7743d1981eb3';

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, 'vendor');
const listOfScripts = 'inline-scripts.txt';
if (existsSync(join(vendor, sha256.slice(0, 16), listOfScripts))) {
  process.exit(0);
}

// Some components have a script element among their markup. It is a constant of their assembly, which keeps it in UTF-16.
function inlineScriptsOf(framework) {
  const [start, end] = ['<script>', '</script>'].map(tag => Buffer.from(tag, 'utf16le'));
  const hashes = new Set();
  for (const name of readdirSync(framework).filter(file => file.endsWith('.wasm'))) {
    const assembly = readFileSync(join(framework, name));
    for (let at = assembly.indexOf(start); at >= 0; at = assembly.indexOf(start, at + 1)) {
      const script = assembly.subarray(at + start.length, assembly.indexOf(end, at)).toString('utf16le');
      hashes.add(`sha256-${createHash('sha256').update(script).digest('base64')}`);
    }
  }

  return [...hashes].sort();
}

// Beside its goal, so that putting it in place is one rename.
const work = mkdtempSync(join(here, 'vendor-new-'));
try {
  const tarball = execFileSync('npm', ['pack', packageName, '--silent'], { cwd: work, encoding: 'utf8' }).trim().split('\n').pop();
  if (createHash('sha256').update(readFileSync(join(work, tarball))).digest('hex') !== sha256) {
    throw new Error(`${packageName} is not the package this product was tested with.`);
  }

  execFileSync('tar', ['-xzf', tarball], { cwd: work });
  const unpacked = join(work, 'package');
  // What is served is the file and its Brotli twin; the stock page asks other hosts for fonts and is not ours.
  for (const file of readdirSync(unpacked, { recursive: true }).filter(name => /\.(gz|map)$/.test(name) || name === 'index.html')) {
    rmSync(join(unpacked, file));
  }

  // The pages' policy allows exactly these.
  writeFileSync(join(unpacked, listOfScripts), inlineScriptsOf(join(unpacked, '_framework')).map(hash => `${hash}\n`).join(''));
  rmSync(vendor, { recursive: true, force: true });
  renameSync(unpacked, join(work, sha256.slice(0, 16)));
  renameSync(work, vendor);
  rmSync(join(vendor, tarball));
} catch (failure) {
  rmSync(work, { recursive: true, force: true });
  throw failure;
}
