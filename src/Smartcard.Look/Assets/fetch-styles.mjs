// Makes the pages' one stylesheet from the health service's design system and pages.scss into ./vendor, and beside it
// the one script of others that live pages run: htmx with its morphing. Both with their compressed twins.
// Quick when it is there already and made from what stands here now.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const packageName = 'nhsuk-frontend@10.6.1';
const scripts = [
  { packageName: 'htmx.org@2.0.11', file: 'htmx.min.js' },
  { packageName: 'idiomorph@0.7.4', file: 'idiomorph-ext.min.js' },
];

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, 'vendor');
const target = join(vendor, 'pages.css');
const scriptTarget = join(vendor, 'htmx.js');
const madeFrom = join(vendor, 'made-from.txt');

const sources = ['fetch-styles.mjs', 'package.json', 'package-lock.json', 'pages.scss'];
const fingerprint = createHash('sha256').update(
  sources.map(name => readFileSync(join(here, name), 'utf8').replaceAll('\r\n', '\n')).join('\0')).digest('hex');
if (existsSync(target) && existsSync(scriptTarget) && existsSync(madeFrom) && readFileSync(madeFrom, 'utf8') === fingerprint) {
  process.exit(0);
}

const work = mkdtempSync(join(tmpdir(), 'styles-'));
try {
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    copyFileSync(join(here, name), join(work, name));
  }

  // The lock file says each package's exact version and hash, and npm refuses any other.
  execFileSync('npm', ['ci', '--silent'], { cwd: work, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  const require = createRequire(join(work, 'package.json'));
  const named = expected => {
    const found = JSON.parse(readFileSync(join(work, 'node_modules', expected.replace(/@[^@]*$/, ''), 'package.json'), 'utf8'));
    if (`${found.name}@${found.version}` !== expected) {
      throw new Error(`${expected} is what the notices name, and the lock file brings ${found.name} ${found.version}.`);
    }

    return found;
  };
  const place = (file, content) => {
    writeFileSync(file + '.br', brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    writeFileSync(file + '.gz', gzipSync(content, { level: 9 }));
    writeFileSync(file + '.new', content);
    renameSync(file + '.new', file);
  };

  const { name, version, license } = named(packageName);

  const { css } = require('sass').compile(
    join(here, 'pages.scss'),
    { loadPaths: [join(work, 'node_modules')], style: 'compressed', quietDeps: true });
  const loaded = css.match(/url\((?!"?\/styles\/)[^)]*\)/g);
  if (loaded || css.includes('@import')) {
    throw new Error(`The stylesheet would load ${loaded ?? 'another one'}: a page of ours loads its one stylesheet and nothing else.`);
  }

  const sheet = Buffer.from(`/*! With ${name} ${version}, ${license} License, copyright NHS England. */\n${css}\n`);
  mkdirSync(vendor, { recursive: true });
  place(target, sheet);
  copyFileSync(join(work, 'node_modules', name, 'package.json'), join(vendor, 'package.json')); // its licence, for the notices
  const parts = scripts.map(({ packageName: expected, file }) => {
    const script = named(expected);
    mkdirSync(join(vendor, script.name), { recursive: true });
    copyFileSync(join(work, 'node_modules', script.name, 'package.json'), join(vendor, script.name, 'package.json'));
    const code = readFileSync(join(work, 'node_modules', script.name, 'dist', file), 'utf8');
    return `/*! ${script.name} ${script.version}, ${script.license} License. */\n${code}\n`;
  });
  place(scriptTarget, Buffer.from(parts.join('')));
  // Last, so that a run that was broken off is begun again.
  writeFileSync(madeFrom, fingerprint);
} finally {
  rmSync(work, { recursive: true, force: true });
}
