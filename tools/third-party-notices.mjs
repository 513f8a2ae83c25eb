// Writes THIRD-PARTY-NOTICES.md: every NuGet package and npm asset that is shipped, with its licence, read from the packages themselves.
// Run it after a restore and after the web assets were fetched. With --check it writes nothing, and fails where the file is out of date.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'THIRD-PARTY-NOTICES.md');
const programs = ['Smartcard.Server', 'Smartcard.Helper'];
const assets = [
  { folder: 'bot/webchat/vendor', fetch: 'bot/webchat/fetch-webchat.mjs', notices: 'vendor/webchat.js.LICENSE.txt' },
  { folder: 'src/Smartcard.Designer/Studio/vendor', fetch: 'src/Smartcard.Designer/Studio/fetch-studio.mjs' },
  { folder: 'src/Smartcard.Look/Assets/vendor', fetch: 'src/Smartcard.Look/Assets/fetch-styles.mjs' },
];

const stop = words => { console.error(words); process.exit(1); };
const readJson = path => JSON.parse(readFileSync(path, 'utf8'));
const byName = (a, b) => a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1;

function nugetPackages() {
  const found = new Map();
  for (const program of programs) {
    const assetsFile = join(root, 'src', program, 'obj', 'project.assets.json');
    if (!existsSync(assetsFile)) {
      stop('Restore first: dotnet restore Smartcard.sln --locked-mode');
    }

    const restored = readJson(assetsFile);
    for (const [key, use] of Object.entries(Object.values(restored.targets)[0])) {
      const kinds = [use.runtime, use.native, use.runtimeTargets];
      const ships = kinds.some(files => Object.keys(files ?? {}).some(file => !file.endsWith('/_._')));
      if (use.type !== 'package' || !ships) {
        continue;
      }

      const folder = Object.keys(restored.packageFolders).map(f => join(f, restored.libraries[key].path)).find(existsSync)
        ?? stop(`${key} is not in a package folder. Restore first: dotnet restore Smartcard.sln --locked-mode`);
      const known = found.get(key) ?? { ...nugetPackage(key, folder), in: [] };
      known.in.push(program);
      found.set(key, known);
    }
  }

  return [...found.values()].sort(byName);
}

function nugetPackage(key, folder) {
  const [name, version] = key.split('/');
  const nuspec = readFileSync(join(folder, readdirSync(folder).find(file => file.endsWith('.nuspec'))), 'utf8');
  const element = tag => nuspec.match(new RegExp(`<${tag}(?:\\s[^>]*)?>([^<]*)</${tag}>`))?.[1].trim().replaceAll('&amp;', '&');
  const kind = nuspec.match(/<license\s+type="(\w+)"/)?.[1];
  return {
    name, version,
    licence: kind === 'expression' ? chosen(element('license')) : fromFile(name, readFileSync(join(folder, element('license')), 'utf8')),
    copyright: element('copyright') ?? element('authors'),
    home: element('projectUrl') ?? nuspec.match(/<repository[^>]*\burl="([^"]+)"/)?.[1] ?? '',
  };
}

// Of a choice the one whose text we have.
const chosen = said => said.split(' OR ').find(one => existsSync(join(root, 'licences', `${one}.txt`))) ?? said;

// Where a package has a file in place of a name of SPDX's. A text that is not known here has to be read by somebody.
function fromFile(name, text) {
  if (/Lesser General Public License/.test(text) && /any later version/.test(text)) {
    return 'LGPL-3.0-or-later';
  }

  return /licensed under the terms of the LGPLv3/.test(text) ? 'LGPL-3.0-only'
    : stop(`Read the licence of ${name}, and name it in tools/third-party-notices.mjs.`);
}

function npmAssets() {
  const shipped = assets.flatMap(({ folder, fetch, notices }) =>
    [...readFileSync(join(root, fetch), 'utf8').matchAll(/packageName(?: =|:) '(.+)@([\d.]+)'/g)]
      .map(([, name, version]) => ({ folder, fetch, notices, name, version })));
  return shipped.map(({ folder, fetch, notices, name, version }) => {
    const holders = [folder, ...(existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map(inner => join(folder, inner)) : [])]
      .map(at => join(root, at, 'package.json')).filter(existsSync);
    const holder = holders.find(file => readJson(file).name === name) ?? stop(`${name} is not there. Fetch it: node ${fetch}`);
    const said = readJson(holder);
    if (said.version !== version) {
      stop(`${folder} holds ${said.name} ${said.version}, and ${name} ${version} is shipped. Fetch it: node ${fetch}`);
    }

    const author = typeof said.author === 'object' ? said.author.name : said.author;
    return { name, version, licence: said.license, copyright: author, home: repository(said), notices, inside: inside(dirname(holder)) };
  });
}

const repository = said => (typeof said.repository === 'object' ? said.repository.url : said.repository ?? '')
  .replace(/^git\+/, '').replace(/\.git$/, '');

// Elsa Studio is a .NET program compiled for the browser: the libraries in it, without .NET's own.
function inside(folder) {
  const framework = join(folder, '_framework');
  return !existsSync(framework) ? [] : readdirSync(framework)
    .map(file => file.match(/^(.+)\.\w{10}\.wasm$/)?.[1])
    .filter(name => name && !/^(System|Microsoft|Elsa|dotnet|mscorlib|netstandard)\b/.test(name));
}

function textOf(licence) {
  const file = licence.replace(/-(only|or-later)$/, '') + '.txt';
  return existsSync(join(root, 'licences', file)) ? `[${licence}](licences/${file})`
    : stop(`licences/${file} is missing: put the text of ${licence} there.`);
}

const cell = text => (text ?? '').replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ').trim();
const row = p => `| ${p.name} | ${p.version} | ${textOf(p.licence)} | ${cell(p.copyright)} | ${p.home} |`;

const nuget = nugetPackages();
const npm = npmAssets();
const copyleft = nuget.filter(p => p.licence.startsWith('LGPL')).map(p => p.name);
const ofHelper = nuget.filter(p => p.in.includes('Smartcard.Helper')).map(p => p.name);
const contains = p => `${p.name} contains these libraries, whose licences its package does not state: ${p.inside.join(', ')}.`;
const notices = `# Third-party notices

Smartcard is under the [MIT licence](LICENSE). It is shipped with the packages below, each under its own licence.
This page is generated: \`node tools/third-party-notices.mjs\`.

The folder \`licences\` holds the text of each licence. \`dotnet publish\` and the Docker image also carry the licence
and notice files that the packages bring, in \`licences/packages\`. .NET itself, which the image contains, brings its notices with it.

${copyleft.join(', ')} are under the GNU Lesser General Public License, version 3. They are shipped as published,
as files of their own: you may replace each with another build of the same version. The [licence](licences/LGPL-3.0.txt) adds to the
[GNU General Public License](licences/GPL-3.0.txt). Their source is at the addresses below.

## NuGet packages

The reader helper is shipped with ${ofHelper.join(', ')}; all others are the host's.

| Package | Version | Licence | Copyright | Home |
|---|---|---|---|---|
${nuget.map(row).join('\n')}

## npm packages

| Package | Version | Licence | Copyright | Home |
|---|---|---|---|---|
${npm.map(row).join('\n')}

${npm.filter(p => p.notices).map(p => `What ${p.name} contains is named in \`${p.notices}\`, which lies beside it.`).join('\n')}
${npm.filter(p => p.inside.length > 0).map(contains).join('\n')}
`;

if (process.argv.includes('--check')) {
  if (!existsSync(target) || readFileSync(target, 'utf8') !== notices) {
    stop('THIRD-PARTY-NOTICES.md is out of date. Write it anew: node tools/third-party-notices.mjs');
  }
} else {
  writeFileSync(target, notices);
}
