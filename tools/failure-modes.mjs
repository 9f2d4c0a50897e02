// Every error code has its page in docs/failure-modes, and every page its code: `node tools/failure-modes.mjs --check`.
// Without --check it writes the index (docs/failure-modes/README.md) and names what is missing.
import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}docs/failure-modes`;
/** What a page answers, in this order. */
const HEADINGS = ['What the customer sees', 'What happened', 'What the shop does by itself', 'What you do'];

const AREAS =
  'auth cart catalogue config coupon database edge gateway idempotency inbox internal invariant inventory money order ' +
  'payment reconciliation request resilience sandbox web';
const CODE = new RegExp(`(?<!faultPoint\\()['"]((?:${AREAS.replaceAll(' ', '|')})(?:\\.[a-z_]+){2})['"]`, 'g');
/** Look like codes and are not. */
const OTHERS = ['resilience.breaker.state'];

/**
 * The codes in a source text: literals of three words that begin with an area. Events (`payment.captured`) have two words; the
 * names of fault points are left out.
 * @param {string} text
 * @returns {string[]}
 */
export function codesIn(text) {
  return [...text.matchAll(CODE)].map(([, code]) => code).filter((code) => !OTHERS.includes(code));
}

/**
 * Areas of faults that are missing above, so that their codes would go unseen.
 * @param {string} text
 * @returns {string[]}
 */
export function unknownAreas(text) {
  const made = text.matchAll(/new Fault\(\s*(?:'[a-z_]+'|[\w.]+),\s*'([a-z_]+)\./g);
  return [...made].map(([, area]) => area).filter((area) => !AREAS.split(' ').includes(area));
}

/**
 * @param {string} code @param {string} page its text
 * @returns {string[]} what is wrong with it
 */
export function problemsOf(code, page) {
  const problems = [];
  if (!page.startsWith(`# ${code}\n`)) problems.push(`${code}: the page does not begin with "# ${code}"`);
  const found = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  if (HEADINGS.some((heading, i) => found[i] !== heading))
    problems.push(`${code}: its headings are not ${HEADINGS.join(', ')}`);
  for (const [, body = ''] of page.matchAll(/^## .+\n([^#]*)/gm))
    if (body.trim() === '') problems.push(`${code}: an empty chapter`);
  for (const [, target] of page.matchAll(/\]\(([^)#]+)[^)]*\)/g))
    if (!/^https?:/.test(target) && !existsSync(`${folder}/${target}`))
      problems.push(`${code}: no such file: ${target}`);
  return problems;
}

/**
 * A file that only speaks of a code: the contracts list what others answer, and so do the web pages, but for codes of their own.
 * @param {string} file @param {string} code
 */
export function onlySpeaksOf(file, code) {
  if (code.startsWith('web.')) return false;
  return /^(?:libs\/(?:contracts|web)|apps\/(?:storefront|console))\//.test(file);
}

/** Every code of the tree, with the first file that knows it, and those that nobody answers with. */
function codesOfTree() {
  const found = new Map();
  const answered = new Set();
  const strange = [];
  const files = globSync(['{apps,libs}/*/src/**/*.{ts,tsx}', 'infra/haproxy/*.json'], { cwd: root });
  for (const file of files) {
    if (/\.spec\.tsx?$|\/testing\//.test(file)) continue;
    const text = readFileSync(root + file, 'utf8');
    for (const code of codesIn(text)) {
      found.set(code, found.get(code) ?? file);
      if (!onlySpeaksOf(file, code)) answered.add(code);
    }
    strange.push(...unknownAreas(text).map((area) => `${file}: area ${area} is not in tools/failure-modes.mjs`));
  }
  const unanswered = [...found].filter(([code]) => !answered.has(code));
  strange.push(...unanswered.map(([code, file]) => `${code}: spoken of (${file}), and nobody answers with it`));
  return { codes: new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1))), strange };
}

function main() {
  const { codes, strange } = codesOfTree();
  const pages = readdirSync(folder).filter((name) => name !== 'README.md');
  const index = indexOf([...codes.keys()].filter((code) => pages.includes(`${code}.md`)));
  const problems = [...codes]
    .filter(([code]) => !pages.includes(`${code}.md`))
    .map(([code, file]) => `${code}: no page (${file})`);
  problems.push(...strange);
  for (const name of pages) {
    const code = name.replace(/\.md$/, '');
    if (!codes.has(code)) problems.push(`${code}: a page, but no such code`);
    else problems.push(...problemsOf(code, readFileSync(`${folder}/${name}`, 'utf8')));
  }
  if (!process.argv.includes('--check')) writeFileSync(`${folder}/README.md`, index);
  else if (readFileSync(`${folder}/README.md`, 'utf8') !== index)
    problems.push('docs/failure-modes/README.md is out of date: node tools/failure-modes.mjs');
  console.log(problems.length === 0 ? `${codes.size} error codes, each with its page` : problems.join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function indexOf(codes) {
  const rows = codes.map((code) => {
    const page = readFileSync(`${folder}/${code}.md`, 'utf8');
    const happened = /## What happened\n+([^\n]+)/.exec(page)?.[1] ?? '';
    const sentence = /^.*?[.:](?=\s|$)/.exec(happened)?.[0] ?? happened;
    return `| [${code}](${code}.md) | ${sentence.replaceAll('|', '\\|').replace(/:$/, '.')} |`;
  });
  return `# Failure modes

One page for every error code: what the customer sees, what happened, what the shop does by itself, what is left to you. A code is
in the answer (\`error.code\`), in the log and in the metrics. This list is made by \`node tools/failure-modes.mjs\`; \`npm test\` checks
that every code has its page.

| code | what happened |
| ---- | ------------- |
${rows.join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
