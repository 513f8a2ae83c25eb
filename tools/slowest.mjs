// Prints the 25 slowest tests and the 25 slowest classes of the last run:
// node tools/slowest.mjs FOLDER, where FOLDER holds its xunit reports.
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join, basename } from 'node:path';

const folder = process.argv[2];
const reports = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.xml')) : [];
if (reports.length === 0) {
    console.error('No run is on record yet: run ./test first.');
    process.exit(1);
}

const plain = text => text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const tests = [];
for (const report of reports) {
    const where = basename(report, '.xml').replaceAll('-', ' ');
    for (const [element] of readFileSync(join(folder, report), 'utf8').matchAll(/<test [^>]*>/g)) {
        const attribute = name => plain(element.match(new RegExp(` ${name}="([^"]*)"`))?.[1] ?? '');
        tests.push({ where, name: attribute('name'), type: attribute('type'), seconds: Number(attribute('time')) });
    }
}

const classes = new Map();
for (const test of tests) {
    const key = `${test.type}  (${test.where})`;
    classes.set(key, [...(classes.get(key) ?? []), test]);
}

const print = (title, rows) => {
    console.log(title);
    for (const [seconds, name] of rows.sort((a, b) => b[0] - a[0]).slice(0, 25)) {
        console.log(`${seconds.toFixed(2).padStart(8)} s  ${name}`);
    }
};
print('Slowest tests, with what each sets up for itself:', tests.map(test => [test.seconds, `${test.name}  (${test.where})`]));
print('\nSlowest classes, all their tests together:', [...classes].map(([name, of]) =>
  [of.reduce((sum, test) => sum + test.seconds, 0), `${of.length} in ${name}`]));
