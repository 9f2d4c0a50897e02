import fc from 'fast-check';
import { bodySchema, type Operation, type Parameter } from './document.js';
import { type Change, singleChanges, wrongTexts } from './invalid-values.js';
import { type Known, validValues } from './valid-values.js';

/** A request as the document describes it; the parameters are texts already. */
export interface Request {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Texts = Readonly<Record<string, string>>;

/** Requests that the operation's description allows. */
export function validRequests(operation: Operation, known: Known): fc.Arbitrary<Request> {
  const schema = bodySchema(operation);
  const body = schema === undefined ? fc.constant(undefined) : validValues(operation.document, schema, known);
  const parameters = (where: Parameter['in']): fc.Arbitrary<Texts> => texts(operation, where, known);
  return fc.record({ params: parameters('path'), query: parameters('query'), headers: parameters('header'), body });
}

function texts(operation: Operation, where: Parameter['in'], known: Known): fc.Arbitrary<Texts> {
  const all = (operation.parameters ?? []).filter((parameter) => parameter.in === where);
  const values = all.map(({ name, schema }): [string, fc.Arbitrary<string>] => [
    name,
    validValues(operation.document, schema, known, name).map(String),
  ]);
  const requiredKeys = all.filter(({ required }) => required === true).map(({ name }) => name);
  return fc.record(Object.fromEntries(values), { requiredKeys, noNullPrototype: true });
}

/** Every request that differs from a valid one in one place and is wrong there. */
export function brokenRequests(
  operation: Operation,
  valid: Request,
  isBody: (body: unknown) => boolean,
): Change<Request>[] {
  return [
    ...brokenAddresses(operation, valid),
    ...brokenHeaders(operation, valid),
    ...brokenBodies(operation, valid, isBody),
  ];
}

function brokenAddresses(operation: Operation, valid: Request): Change<Request>[] {
  const { document, parameters = [] } = operation;
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const wrong = parameters.flatMap((parameter) =>
    wrongTexts(document, parameter).map((text) => {
      const part = { [parameter.name]: text };
      const value =
        parameter.in === 'path'
          ? { ...valid, params: { ...valid.params, ...part } }
          : { ...valid, query: { ...valid.query, ...part } };
      return { what: `${parameter.in} ${parameter.name} is ${text.slice(0, 40)}`, value, in: parameter.in };
    }),
  );
  const twice = query.map(({ name }) => ({
    what: `query ${name} twice`,
    value: { ...valid, query: { ...valid.query, [name]: ['1', '1'] } },
  }));
  const surprise =
    query.length === 0 ? [] : [{ what: 'query has a field too many', value: { ...valid, query: { surprise: '1' } } }];
  return [...wrong.filter((change) => change.in !== 'header'), ...twice, ...surprise];
}

function brokenHeaders({ parameters = [] }: Operation, valid: Request): Change<Request>[] {
  return parameters
    .filter((parameter) => parameter.in === 'header')
    .flatMap(({ name }) => [
      { what: `no ${name}`, value: { ...valid, headers: {} } },
      { what: `${name} is wrong`, value: { ...valid, headers: { ...valid.headers, [name]: "';--" } } },
    ]);
}

function brokenBodies(operation: Operation, valid: Request, isBody: (body: unknown) => boolean): Change<Request>[] {
  if (bodySchema(operation) === undefined) return [];
  return [...singleChanges(valid.body), { what: 'no body', value: undefined }]
    .filter(({ value }) => !isBody(value))
    .map(({ what, value }) => ({ what, value: { ...valid, body: value } }));
}
