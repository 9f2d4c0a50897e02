// Reads every import of the workspace and holds it against tools/boundaries.mjs. Part of `lint`.
import { globSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { domainViolations, packageViolations } from './boundaries.mjs';

const IMPORT = /(?:from|import|import\()\s*['"]([^'"]+)['"]/g;

/** @param {string} root the workspace's folder */
export function findViolations(root) {
  const manifests = globSync(
    ['{apps,libs,drills}/*/package.json', 'infra/local/package.json', 'load-tests/package.json'],
    {
      cwd: root,
    },
  );
  const folders = new Map(
    manifests.map((file) => [
      JSON.parse(readFileSync(`${root}/${file}`, 'utf8')).name,
      file.replace('/package.json', ''),
    ]),
  );
  const edges = [];
  const domain = [];
  for (const file of globSync(
    ['{apps,libs,drills,infra}/*/{src,e2e,test,vite.config}*/**/*.{ts,tsx}', 'load-tests/**/*.ts'],
    {
      cwd: root,
      exclude: (name) => name.includes('node_modules'),
    },
  )) {
    const from = file.startsWith('load-tests') ? 'load-tests' : file.split('/').slice(0, 2).join('/');
    for (const [, specifier] of readFileSync(`${root}/${file}`, 'utf8').matchAll(IMPORT)) {
      const name = specifier.split('/').slice(0, 2).join('/');
      const to = folders.get(name);
      if (to !== undefined) edges.push({ from, to, file, specifier });
      if (/^apps\/[^/]+\/src\/domain\//.test(file)) domain.push({ file, specifier });
    }
  }
  return { violations: [...packageViolations(edges), ...domainViolations(domain)], checked: edges.length };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { violations, checked } = findViolations(process.cwd());
  if (checked === 0) throw new Error('no import was found: the check looks in the wrong place');
  for (const line of violations) console.error(line);
  console.log(`boundaries: ${checked} imports between packages, ${violations.length} violations`);
  process.exit(violations.length === 0 ? 0 : 1);
}
