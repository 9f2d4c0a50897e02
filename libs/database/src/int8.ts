import { types, type CustomTypesConfig } from 'pg';

const INT8 = 20;
const INT8_ARRAY = 1016;

/** A bigint as a number when nothing is lost by it, as text otherwise. */
export function parseInt8(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** pg's parsers, with bigint and count(*) as numbers; per pool, so that the process's defaults stay as they are. */
export const columnTypes: CustomTypesConfig = {
  getTypeParser: ((oid: Parameters<typeof types.getTypeParser>[0], format?: 'text' | 'binary') => {
    const parser: unknown = types.getTypeParser(oid, format);
    const type: number = oid;
    if (format === 'binary' || (type !== INT8 && type !== INT8_ARRAY)) return parser;
    if (type === INT8) return parseInt8;
    const parseArray = parser as (text: string) => (string | null)[];
    return (text: string) => parseArray(text).map((item) => (item === null ? null : parseInt8(item)));
  }) as typeof types.getTypeParser,
};
