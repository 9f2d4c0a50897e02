interface Metric {
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}
export interface Summary {
  readonly metrics: Readonly<Record<string, Metric>>;
}

const STATUSES = [0, 200, 201, 202, 400, 401, 402, 403, 404, 409, 413, 415, 422, 429, 500, 502, 503, 504];

/** k6 keeps a count per status only of those that a threshold names; these are always met. */
export const perStatus = Object.fromEntries(STATUSES.map((status) => [`http_reqs{status:${status}}`, ['count>=0']]));

const value = ({ metrics }: Summary, name: string, part: string): number => metrics[name]?.values[part] ?? 0;
const row = (what: string, text: string | number): string => `  ${what.padEnd(34)}${text}\n`;
const ms = (number: number): string => `${number.toFixed(0)} ms`;

/** What a person wants to know of a run: accepted orders apart from sold-out answers, each status, each page's times. */
export function describe(summary: Summary, pages: readonly string[]): string {
  const orders = ['orders_accepted', 'orders_sold_out', 'orders_refused'] as const;
  const statuses = STATUSES.filter((status) => value(summary, `http_reqs{status:${status}}`, 'count') > 0);
  const thresholds = Object.entries(summary.metrics).flatMap(([name, { thresholds: all = {} }]) =>
    Object.entries(all).map(([rule, { ok }]) => ({ text: `${name}: ${rule}`, ok })),
  );
  const missed = thresholds.filter(({ ok }) => !ok);
  return [
    '\n',
    ...orders.map((name) => row(name.replaceAll('_', ' '), value(summary, name, 'count'))),
    row('requests', value(summary, 'http_reqs', 'count')),
    ...statuses.map((status) =>
      row(`  answered ${status || 'nothing'}`, value(summary, `http_reqs{status:${status}}`, 'count')),
    ),
    row('failed requests', `${(100 * value(summary, 'http_req_failed', 'rate')).toFixed(2)} %`),
    row('checks met', `${(100 * value(summary, 'checks', 'rate')).toFixed(2)} %`),
    ...pages.map((page) => {
      const metric = `http_req_duration{page:${page}}`;
      return row(`  ${page}`, `p50 ${ms(value(summary, metric, 'med'))}, p95 ${ms(value(summary, metric, 'p(95)'))}`);
    }),
    ...missed.map(({ text }) => row('MISSED', text)),
    row('objectives', missed.length === 0 ? 'all met' : `${missed.length} missed`),
  ].join('');
}
