import { Client } from 'pg';

// The floor of `npm run bench:reconciliation`, a process of its own: reads the same rows as they lie and parses them, and
// does nothing with them. A cursor, the next page fetched while this one is parsed.

const PAGE = 6000;

const client = new Client({ connectionString: process.argv[2] });
await client.connect();
const beganMs = performance.now();
await client.query('BEGIN READ ONLY');
await client.query('DECLARE facts NO SCROLL CURSOR FOR SELECT source, subject, seen_ms, body FROM fact');
const fetchPage = () => client.query<{ body: object }>(`FETCH ${PAGE} FROM facts`);
let rows = 0;
let next = fetchPage();
for (;;) {
  const page = await next;
  if (page.rows.length === 0) break;
  rows += page.rows.length;
  next = fetchPage();
}
await client.query('COMMIT');
await client.end();
const tookMs = Math.round(performance.now() - beganMs);
process.stdout.write(JSON.stringify({ rows, tookMs, peakBytes: process.resourceUsage().maxRSS * 1024 }));
