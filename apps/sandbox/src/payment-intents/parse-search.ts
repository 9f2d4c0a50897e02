import { invalidRequest } from '../domain/stripe-fault.js';

/** A condition over a search version `v`, with its bound values. */
export interface SearchCondition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

const CLAUSE =
  /^\s*(?<not>-?)(?:metadata\[(?<quote>["'])(?<key>[^"']{1,40})\k<quote>\]|(?<field>[a-z_]+))\s*(?<operator>:|~|>=|<=|>|<)\s*(?:"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)'|(?<number>-?\d+)|(?<none>null))/;
const JOIN = /^\s+(?<join>AND|OR)\s+/i;

const textFields: Readonly<Record<string, string>> = {
  status: '$.status',
  currency: '$.currency',
  customer: '$.customer',
};
const numberFields = ['amount', 'created'];

/** The provider's search language, as far as PaymentIntents know it. Throws its refusal. */
export function parseSearch(query: string): SearchCondition {
  const parts: string[] = [];
  const values: (string | number)[] = [];
  const joins = new Set<string>();
  let rest = query.trim();
  for (;;) {
    const match = CLAUSE.exec(rest);
    if (match?.groups === undefined) throw refused(query);
    const clause = condition(match.groups, query);
    parts.push(match.groups['not'] === '-' ? `NOT coalesce(${clause.sql}, 0)` : clause.sql);
    values.push(...clause.values);
    rest = rest.slice(match[0].length);
    if (rest.trim() === '') break;
    const join = JOIN.exec(rest);
    joins.add((join?.groups?.['join'] ?? 'AND').toUpperCase());
    rest = join === null ? rest : rest.slice(join[0].length);
  }
  if (joins.size > 1) throw refused(query);
  return { sql: parts.join(joins.has('OR') ? ' OR ' : ' AND '), values };
}

function condition(groups: Readonly<Record<string, string | undefined>>, query: string): SearchCondition {
  const { key, field = '', operator = ':' } = groups;
  const value = (groups['double'] ?? groups['single'] ?? groups['number'] ?? '').replaceAll(/\\(.)/g, '$1');
  if (numberFields.includes(field)) {
    if (operator === '~' || !/^-?\d+$/.test(value)) throw refused(query);
    return {
      sql: `json_extract(v.body, '$.${field}') ${operator === ':' ? '=' : operator} ?`,
      values: [Number(value)],
    };
  }
  const path = key === undefined ? textFields[field] : `$.metadata."${key}"`;
  if (path === undefined) {
    throw invalidRequest(`Field \`${field}\` is an unsupported search field for resource \`payment_intents\`.`, {
      param: 'query',
    });
  }
  const found = 'json_extract(v.body, ?)';
  if (groups['none'] !== undefined) return { sql: `${found} IS NULL`, values: [path] };
  if (operator === ':') return { sql: `${found} = ?`, values: [path, value] };
  if (operator === '~') return { sql: `instr(${found}, ?) > 0`, values: [path, value] };
  throw refused(query);
}

function refused(query: string): Error {
  return invalidRequest(`We were unable to parse your search query: ${query.slice(0, 200)}`, { param: 'query' });
}
