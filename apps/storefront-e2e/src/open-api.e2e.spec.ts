import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ErrorBody } from '@breakwater/contracts';
import fc from 'fast-check';
import { contractRoutes } from './support/open-api/contract-routes.js';
import { Described } from './support/open-api/described.js';
import {
  bodySchema,
  type Document,
  inventoryUrl,
  isInternal,
  type Operation,
  operationsOf,
  PUBLIC_DOCUMENTS,
  readDocument,
  resolve,
} from './support/open-api/document.js';
import { brokenRequests, validRequests } from './support/open-api/requests.js';
import { type Answered, send, type Sender } from './support/open-api/send.js';
import { type Cast, gatherCast, knownInside, sendersOf, serviceSender, stored } from './support/cast.js';
import { makeDiscrepancy, undoDiscrepancy, waitingDiscrepancy } from './support/discrepancies.js';
import type { Known } from './support/open-api/valid-values.js';
import { shopUrl } from './support/surroundings.js';

const seed = Number(process.env['OPEN_API_SEED'] ?? 20_260_101);
const CODE = /^[a-z_]+(\.[a-z_]+)+$/;
/** Not the same on purpose: pictures are no JSON, and two routes are between our processes only. */
const ONLY_DESCRIBED = ['GET /catalogue/pictures/{file}'];
const ONLY_IN_CONTRACTS = ['PUT /internal/instances/{instance}', 'POST /internal/inbox'];
/** They need what only an outage leaves (an order that is due, a coupon): the browser's test of an outage does both. */
const ONLY_REFUSED = ['PUT /cart/coupon', 'POST /orders/{orderId}/payment'];
/** Stock before reservations, and the end of a reservation after all else. */
const INVENTORY_ORDER = [/stock-adjustments/, /^PUT/, /extend$/, /^GET/, /confirm$/, /return$/, /release$/];

interface Target {
  readonly operations: readonly Operation[];
  readonly base: string;
  readonly senders: readonly Sender[];
  readonly known: Known;
}

let documents: Map<string, Document>;
let described: Map<Document, Described>;
let all: readonly Operation[];
let cast: Cast;
/** Made at the sandbox, for the routes about discrepancies. */
let discrepancy: string;
let outside: Target;
let inside: Target;
/** Operation and status of every answer. */
const answered = new Set<string>();

beforeAll(async () => {
  const urls = Object.entries({ ...PUBLIC_DOCUMENTS, inventory: `${inventoryUrl()}/openapi.json` });
  documents = new Map(await Promise.all(urls.map(async ([name, url]) => [name, await readDocument(url)] as const)));
  described = new Map([...documents.values()].map((document) => [document, new Described(document)]));
  all = [...documents.values()].flatMap(operationsOf);
  cast = await gatherCast();
  discrepancy = await makeDiscrepancy('amount', cast.order.id);
  const { id } = await waitingDiscrepancy(cast.order.id, cast.operator);
  const open = all.filter((operation) => !isInternal(operation));
  outside = {
    operations: open,
    base: shopUrl,
    senders: sendersOf(cast),
    known: { ...cast.known, discrepancyId: [id] },
  };
  const rank = ({ name }: Operation): number => INVENTORY_ORDER.findIndex((pattern) => pattern.test(name));
  const ofInventory = all.filter(({ document }) => document === documents.get('inventory'));
  const operations = ofInventory.sort((one, other) => rank(one) - rank(other));
  inside = { operations, base: inventoryUrl(), senders: [serviceSender('inventory')], known: knownInside() };
}, 240_000);
afterAll(() => undoDiscrepancy(discrepancy));

describe('a request made from the documents', () => {
  it('that buys something is answered as described', async () => {
    const buying = all.find(({ name }) => name === 'POST /orders');
    if (buying === undefined) throw new Error('not described');
    const { status, headers, body } = await cast.customer.checkout();
    judge(buying, { status, headers, contentType: headers.get('content-type')?.split(';')[0] ?? '', body });
    expect([201, 202]).toContain(status);
  });

  it('is answered as described, by whomever it is sent', async () => {
    await Promise.all(outside.operations.map((operation) => sendValid(operation, outside)));
    for (const operation of inside.operations) await sendValid(operation, inside);
  }, 120_000);

  it('has found every operation at work', () => {
    const works = (name: string): boolean => [...answered].some((one) => one.startsWith(`${name} 2`));
    const names = [...outside.operations, ...inside.operations].map(({ name }) => name);
    expect(names.filter((name) => !works(name))).toEqual(ONLY_REFUSED);
  });

  it('and broken in one place is refused with a stable code and changes nothing', async () => {
    const before = await stored(cast);
    for (const target of [outside, inside]) {
      await Promise.all(target.operations.map((operation) => sendBroken(operation, target)));
    }
    expect(await stored(cast)).toEqual(before);
  }, 120_000);
});

describe('the OpenAPI documents', () => {
  it('are valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    for (const [name, document] of documents) {
      const { valid, errors } = await validator.validate(structuredClone(document) as never);
      expect({ name, valid, errors }).toEqual({ name, valid: true, errors: undefined });
      expect(document.openapi).toMatch(/^3\.1\./);
    }
  });

  it('hold every route of the contracts, and no other', () => {
    const prefixed = (document: Document): string => (document === documents.get('gateway') ? '/api' : '');
    const inDocuments = all.map(({ name, document }) => name.replace(` ${prefixed(document)}`, ' '));
    const written = contractRoutes.map(({ method, path }) => `${method} ${path}`);
    expect(inDocuments.concat(ONLY_IN_CONTRACTS).sort()).toEqual(written.concat(ONLY_DESCRIBED).sort());
  });

  it('describe parameters, body, headers, answers and codes of each as the contract has them', () => {
    for (const operation of all) {
      const { document, parameters = [], responses, name } = operation;
      const path = operation.path.replace(/^\/api/, '');
      const route = contractRoutes.find((one) => one.method === operation.method && one.path === path);
      if (route === undefined) continue;
      const named = (where: string): string[] =>
        parameters.filter((parameter) => parameter.in === where).map((parameter) => parameter.name);
      const body = bodySchema(operation);
      expect({
        name,
        params: named('path').sort(),
        query: named('query').sort(),
        headers: named('header'),
        body: Object.keys(body === undefined ? {} : (resolve(document, body).properties ?? {})).sort(),
        statuses: Object.keys(responses).sort(),
        codes: route.errors.filter((code) => !responses['4XX']?.description?.includes(code)),
      }).toEqual({
        name,
        params: route.params,
        query: route.query,
        headers: route.headers,
        body: route.body,
        statuses: [...route.statuses, '4XX', '5XX'].sort(),
        codes: [],
      });
    }
  });

  it('say where their paths are', () => {
    const servers = [...documents].map(([name, { servers }]) => [name, servers[0].url]);
    const own = ['gateway', 'inventory'];
    expect(servers).toEqual([...documents.keys()].map((name) => [name, own.includes(name) ? '/' : '/api']));
  });
});

function judge(operation: Operation, answer: Answered): void {
  answered.add(`${operation.name} ${answer.status}`);
  const faults = described.get(operation.document)?.faultsOf(operation, answer);
  if (faults?.length !== 0)
    throw new Error(`${operation.name}: ${faults?.join('; ')} in ${JSON.stringify(answer.body)}`);
}

async function sendValid(operation: Operation, { base, senders, known }: Target): Promise<void> {
  const requests = validRequests(operation, knownTo(operation, known));
  const property = fc.asyncProperty(requests, fc.constantFrom(...senders), async (request, sender) => {
    const answer = await send(base, operation, request, sender);
    judge(operation, answer);
    const what = `${operation.name} by ${sender.name}: ${answer.status} ${JSON.stringify(answer.body)}`;
    if (answer.status >= 500 || what.includes('request.input.invalid')) throw new Error(what);
  });
  // Passwords take long to hash, on purpose.
  const numRuns = /sign-(in|up)/.test(operation.path) ? 6 : 30;
  await fc.assert(property, { seed, numRuns, endOnFailure: true });
}

/** Who signs up is not known yet; who changes an order has one for it alone. */
function knownTo({ path }: Operation, known: Known): Known {
  const change = (['cancel', 'refunds', 'fulfil'] as const).find((verb) => path.endsWith(`{orderId}/${verb}`));
  const lines = [(known['sku'] ?? []).map((sku) => ({ sku, quantity: 1 }))];
  if (change !== undefined) return { ...known, orderId: [cast.toChange[change]], amountMinor: [1], lines };
  if (path.endsWith('/orders/find')) return { ...known, q: [cast.order.number] };
  // What a person may always decide about an amount that differs.
  if (path.endsWith('/decision')) return { ...known, action: ['accept'] };
  const strangers = Array.from({ length: 5 }, () => `${crypto.randomUUID()}@example.com`);
  return path.endsWith('/sign-up') ? { ...known, email: strangers } : known;
}

async function sendBroken(operation: Operation, { base, senders, known }: Target): Promise<void> {
  const isBody = (body: unknown): boolean => described.get(operation.document)?.isBody(operation, body) === true;
  const requests = validRequests(operation, known).map((valid) => brokenRequests(operation, valid, isBody));
  const which = fc.nat({ max: 1_000_000 });
  const property = fc.asyncProperty(requests, which, fc.constantFrom(...senders), async (broken, number, sender) => {
    const request = broken[number % broken.length];
    if (request === undefined) return;
    const { status, body } = await send(base, operation, request.value, sender);
    const code = ErrorBody.safeParse(body).data?.error.code ?? '';
    if (status >= 400 && status < 500 && CODE.test(code)) return;
    throw new Error(`${operation.name}, ${request.what}: ${status} ${JSON.stringify(body)}`);
  });
  await fc.assert(property, { seed, numRuns: 40, endOnFailure: true });
}
