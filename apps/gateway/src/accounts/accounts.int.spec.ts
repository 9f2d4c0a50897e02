import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Session } from '@breakwater/contracts';
import { ManualClock, uuidV7Source } from '@breakwater/kernel';
import { verifySession } from '@breakwater/service-host';
import { anonymousVisitor, IDLE_MS } from '../domain/visitor.js';
import { CookieCodec } from '../sessions/cookie-codec.js';
import { type Answer, cookieOf } from '../testing/ask.js';
import { OPERATOR, SESSION_KEY, startTestGateway, type TestGateway } from '../testing/test-gateway.js';

const COOKIE_KEY = 'the-old-cookie-key-of-the-tests';
let shop: TestGateway;
let count = 0;
let address = '';

beforeAll(async () => {
  shop = await startTestGateway({ COOKIE_KEYS: `the-new-cookie-key-of-the-tests,${COOKIE_KEY}`, SIGN_IN_LIMIT: '5' });
});
afterAll(() => shop.stop());
beforeEach(() => {
  shop.upstream.reset();
  count += 1;
  // An address of its own for each test, so that none is throttled by another.
  address = `203.0.113.${count}`;
});

const email = (): string => `someone${count}@example.org`;
const post = (path: string, json: unknown, cookie?: string): Promise<Answer> =>
  shop.ask({
    method: 'POST',
    path,
    json,
    headers: { 'x-forwarded-for': address, ...(cookie === undefined ? {} : { cookie }) },
  });
const signUp = (json: Record<string, unknown> = {}, cookie?: string): Promise<Answer> =>
  post('/api/auth/sign-up', { email: email(), name: 'Someone', password: 'a long password', ...json }, cookie);
const signIn = (json: Record<string, unknown> = {}, cookie?: string): Promise<Answer> =>
  post('/api/auth/sign-in', { email: email(), password: 'a long password', ...json }, cookie);
const customerOf = async (cookie: string | undefined): Promise<Session['customer']> =>
  Session.parse((await shop.ask({ path: '/api/session', headers: { cookie } })).json()).customer;

/** What services are told about the holder of a cookie. */
async function claimsOf(cookie: string | undefined) {
  await shop.ask({ path: '/api/cart', headers: { cookie } });
  return verifySession(SESSION_KEY, String(shop.upstream.last.headers['x-session']), Date.now());
}

describe('accounts', () => {
  it('signing up signs in, under a new session id and with the same cart', async () => {
    const before = cookieOf(await shop.ask({ path: '/api/session' }));
    const first = await claimsOf(before);
    const answer = await signUp({}, before);
    expect(answer.status).toBe(201);
    expect(Session.parse(answer.json()).customer).toMatchObject({ email: email(), name: 'Someone', role: 'customer' });
    const after = await claimsOf(cookieOf(answer));
    expect(after.customer?.email).toBe(email());
    expect(after.cartId).toBe(first.cartId);
    expect(after.sessionId).not.toBe(first.sessionId);
  });

  it('signing out leaves nothing of the customer: no name, another session, another cart', async () => {
    const cookie = cookieOf(await signUp());
    const before = await claimsOf(cookie);
    const out = await post('/api/auth/sign-out', undefined, cookie);
    expect(out.json()).toEqual({ customer: null });
    const after = await claimsOf(cookieOf(out));
    expect(after.customer).toBeNull();
    expect(after.sessionId).not.toBe(before.sessionId);
    expect(after.cartId).not.toBe(before.cartId);
  });

  it('one e-mail is one account, however it is spelt', async () => {
    expect((await signUp()).status).toBe(201);
    expect(await signUp({ email: email().toUpperCase() })).toMatchObject({ status: 409, code: 'auth.email.taken' });
    expect((await signIn({ email: email().toUpperCase() })).status).toBe(200);
  });

  it('of ten that sign up with one e-mail at once, one gets the account and nine a 409', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => signUp()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status, code }) => status === 409 && code === 'auth.email.taken')).toHaveLength(9);
  });

  it('a wrong password and an unknown e-mail get the same answer', async () => {
    await signUp();
    const [wrong, unknown] = [
      await signIn({ password: 'not this one' }),
      await signIn({ email: 'nobody@example.org' }),
    ];
    expect(wrong).toMatchObject({ status: 401, code: 'auth.credentials.wrong' });
    expect(unknown.text).toBe(wrong.text);
    expect(cookieOf(wrong)).toBeDefined();
    expect(await customerOf(cookieOf(wrong))).toBeNull();
  });

  it('the operator of the environment can sign in, and a second start changes nothing', async () => {
    const again = await startTestGateway({}, shop.hosts, shop.database);
    try {
      const answer = await again.ask({ path: '/api/auth/sign-in', json: OPERATOR });
      expect(Session.parse(answer.json()).customer).toMatchObject({ email: OPERATOR.email, role: 'operator' });
    } finally {
      await again.stop();
    }
  });

  it('a changed operator password in the environment counts from the next start on', async () => {
    const again = await startTestGateway({ OPERATOR_PASSWORD: 'another password' }, shop.hosts, shop.database);
    try {
      expect((await again.ask({ path: '/api/auth/sign-in', json: OPERATOR })).status).toBe(401);
      const json = { ...OPERATOR, password: 'another password' };
      expect((await again.ask({ path: '/api/auth/sign-in', json })).status).toBe(200);
    } finally {
      await again.stop();
    }
  });

  it('nobody signs up as an operator', async () => {
    expect(await signUp({ role: 'operator' })).toMatchObject({ status: 400, code: 'request.input.invalid' });
  });
});

describe('too many attempts', () => {
  it('at one e-mail from one address are 429 with Retry-After, even at the same moment and with the right password', async () => {
    await signUp();
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn({ password: 'guess guess' })));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(7);
    expect(refused[0]?.code).toBe('auth.attempts.too_many');
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(800);
    expect((await signIn()).status).toBe(429);
  });

  it('by someone else lock nobody out', async () => {
    await signUp();
    const own = address;
    address = `198.51.100.${count}`;
    for (let n = 0; n < 6; n++) await signIn({ password: 'guess guess' });
    expect((await signIn()).status).toBe(429);
    address = own;
    expect((await signIn()).status).toBe(200);
  });

  it('are not what signing in rightly is: a right password clears the count', async () => {
    await signUp();
    for (let n = 0; n < 12; n++) {
      expect((await signIn({ password: 'guess guess' })).status).toBe(401);
      expect((await signIn()).status).toBe(200);
    }
  });

  it('are counted for all instances together', async () => {
    await signUp();
    const second = await startTestGateway({ SIGN_IN_LIMIT: '5' }, shop.hosts, shop.database);
    try {
      for (let n = 0; n < 5; n++) await signIn({ password: 'guess guess' });
      const json = { email: email(), password: 'a long password' };
      const answer = await second.ask({ path: '/api/auth/sign-in', json, headers: { 'x-forwarded-for': address } });
      expect(answer.status).toBe(429);
    } finally {
      await second.stop();
    }
  });

  it('cannot be hidden behind an invented address: only what our balancer added counts', async () => {
    await signUp();
    const statuses: number[] = [];
    for (let n = 0; n < 7; n++) {
      const headers = { 'x-forwarded-for': `10.9.8.${n}, ${address}` };
      const json = { email: email(), password: 'guess guess' };
      statuses.push((await shop.ask({ path: '/api/auth/sign-in', json, headers })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });
});

describe('the session cookie', () => {
  const ids = uuidV7Source(new ManualClock(Date.now()));
  const customer = { id: ids(), email: 'mallory@example.org', name: 'Mallory', role: 'operator' } as const;

  it('is made at the first request, HttpOnly, Lax, for the whole site, and kept after that', async () => {
    const first = await shop.ask({ path: '/api/session' });
    const header = first.headers['set-cookie']?.[0] ?? '';
    expect(header).toMatch(/^bw_session=[\w.-]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    const second = await shop.ask({ path: '/api/session', headers: { cookie: cookieOf(first) } });
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('is Secure behind https, whether the balancer or the public address says so', async () => {
    const behind = await shop.ask({ path: '/api/session', headers: { 'x-forwarded-proto': 'https' } });
    expect(behind.headers['set-cookie']?.[0]).toContain('; Secure');
    const secure = await startTestGateway({ PUBLIC_URL: 'https://shop.example' }, shop.hosts, shop.database);
    try {
      const answer = await secure.ask({ path: '/api/session' });
      expect(answer.headers['set-cookie']?.[0]).toContain('; Secure');
      expect(answer.headers['strict-transport-security']).toContain('max-age=');
    } finally {
      await secure.stop();
    }
  });

  it('that is forged, broken or expired is nobody’s: a new anonymous visit begins', async () => {
    const now = Date.now();
    const visitor = { ...anonymousVisitor(ids, now), customer, signedInAt: now };
    const forged = new CookieCodec(['a-key-that-somebody-made-up']).encode(visitor);
    const unsigned = Buffer.from(JSON.stringify(visitor)).toString('base64url');
    const expired = new CookieCodec([COOKIE_KEY]).encode({ ...visitor, expiresAt: now - 1 });
    const stale = new CookieCodec([COOKIE_KEY]).encode({ ...visitor, signedInAt: now - 13 * 3_600_000 });
    for (const value of [forged, unsigned, `${unsigned}.`, expired, stale, '%00', '', '"', 'x'.repeat(5000)]) {
      const answer = await shop.ask({ path: '/api/session', headers: { cookie: `bw_session=${value}` } });
      expect(answer.status).toBe(200);
      expect(answer.json()).toEqual({ customer: null });
      expect(cookieOf(answer)).toBeDefined();
    }
  });

  it('signed with a key on its way out still counts, and is signed anew', async () => {
    const now = Date.now();
    const visitor = { ...anonymousVisitor(ids, now), customer, signedInAt: now };
    const old = `bw_session=${new CookieCodec([COOKIE_KEY]).encode(visitor)}`;
    const answer = await shop.ask({ path: '/api/session', headers: { cookie: old } });
    expect(Session.parse(answer.json()).customer?.name).toBe('Mallory');
    expect(cookieOf(answer)).not.toBe(old);
    const next = new CookieCodec(['the-new-cookie-key-of-the-tests']).decode(cookieOf(answer)?.slice(11) ?? '');
    expect(next).toMatchObject({ stale: false, visitor: { sessionId: visitor.sessionId } });
  });

  it('rolls on with a page load or a look at the session, and with nothing else', async () => {
    const visitor = { ...anonymousVisitor(ids, Date.now()), expiresAt: Date.now() + IDLE_MS / 2 };
    const cookie = `bw_session=${new CookieCodec(['the-new-cookie-key-of-the-tests']).encode(visitor)}`;
    expect(cookieOf(await shop.ask({ path: '/api/cart', headers: { cookie } }))).toBeUndefined();
    expect(cookieOf(await shop.ask({ path: '/api/session', headers: { cookie } }))).toBeDefined();
    expect(cookieOf(await shop.ask({ path: '/', headers: { cookie, accept: 'text/html' } }))).toBeDefined();
  });
});

describe('bad input', () => {
  const good = { email: 'bad-input@example.org', name: 'Someone', password: 'a long password' };
  it.each([
    ['no body', undefined],
    ['null', null],
    ['a list', [good]],
    ['a number', 7],
    ['a missing field', { email: good.email }],
    ['an unknown field', { ...good, admin: true }],
    ['a number for a name', { ...good, name: 1 }],
    ['an object for an e-mail', { ...good, email: { $ne: '' } }],
    ['an e-mail that is none', { ...good, email: "' OR 1=1 --" }],
    ['a very long e-mail', { ...good, email: `${'a'.repeat(300)}@example.org` }],
    ['control characters in a name', { ...good, name: 'a\u0000b' }],
    ['an empty name', { ...good, name: '   ' }],
    ['a short password', { ...good, password: 'short' }],
    ['a very long password', { ...good, password: 'x'.repeat(201) }],
    ['a prototype', JSON.parse('{"__proto__": {"role": "operator"}, "email": "a@example.org"}') as unknown],
  ])('%s is 4xx with a code', async (_what, json) => {
    const answer = await post('/api/auth/sign-up', json);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.code).toMatch(/^request\./);
  });

  it.each([['{"email":'], ['{"a":1}}'], [''], ['\u0000'], ['not json']])(
    'the text %j is 4xx with a code',
    async (body) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await shop.ask({ method: 'POST', path: '/api/auth/sign-in', headers, body });
      expect(answer.status).toBe(400);
      expect(answer.code).toMatch(/^request\./);
    },
  );

  it('a huge body is 413 with a code', async () => {
    const body = JSON.stringify({ ...good, name: 'x'.repeat(2_000_000) });
    const headers = { 'content-type': 'application/json' };
    const answer = await shop.ask({ method: 'POST', path: '/api/auth/sign-up', headers, body });
    expect(answer).toMatchObject({ status: 413, code: 'request.body.too_large' });
  });

  it('in text is kept as text: HTML and SQL come back as they were', async () => {
    const name = `<script>alert(1)</script>'; DROP TABLE account; --`;
    const answer = await signUp({ name });
    expect(Session.parse(answer.json()).customer?.name).toBe(name);
    expect(await customerOf(cookieOf(answer))).toMatchObject({ name });
  });

  it('stores nothing', async () => {
    const json = { email: good.email, password: good.password };
    expect(await post('/api/auth/sign-in', json)).toMatchObject({ status: 401, code: 'auth.credentials.wrong' });
  });
});

it('GET /api/openapi.json describes the gateway’s own routes', async () => {
  const document = (await shop.ask({ path: '/api/openapi.json' })).json() as { paths: Record<string, object> };
  expect(Object.keys(document.paths).sort()).toEqual([
    '/api/auth/sign-in',
    '/api/auth/sign-out',
    '/api/auth/sign-up',
    '/api/session',
  ]);
});
