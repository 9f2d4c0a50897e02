// `npm run test:compose`: the topology of docker-compose.yml, built, started, shopped in, broken and taken away again.
import { fileURLToPath } from 'node:url';
import { eventually, freePort, hasEngine, npmRegistry, Project } from './compose/engine.mjs';
import { Shopper } from './compose/shopper.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

if (!hasEngine()) {
  console.log('='.repeat(100));
  console.log('No container engine with docker compose answers here: nothing of docker-compose.yml was tested.');
  console.log('='.repeat(100));
  console.log('compose: NOT RUN (no container engine here)');
  process.exit(0);
}

const port = await freePort();
const shop = `http://localhost:${port}`;
const project = new Project('breakwater-test', { BREAKWATER_PORT: String(port), NPM_REGISTRY: npmRegistry() });
const shopper = new Shopper(shop);
let passed = 0;
let failed = 0;

async function test(title, work) {
  const started = Date.now();
  try {
    await work();
    passed++;
    console.log(`ok      ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed++;
    console.log(`FAILED | compose: ${title}\nFAILED | ${error.message}`);
  }
}

function must(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

/** In how many instances HAProxy sees a service ready. */
function readyInstances(service) {
  const probe = 'exec 3<>/dev/tcp/127.0.0.1/9100; printf "GET /metrics HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3';
  const metrics = project.read('exec', '-T', 'haproxy', 'bash', '-c', probe);
  const row = new RegExp(`^haproxy_backend_active_servers\\{proxy="${service}"\\} (\\d+)`, 'm').exec(metrics);
  return Number(row?.[1]);
}

const paid = (id) => async () => (await shopper.order(id)).state === 'paid';

/** A shop that has only just come up may take a few seconds over the payment. */
async function buyAndPay() {
  const { id } = await shopper.buy();
  await eventually('the order is paid', paid(id), 30_000);
}

async function tests() {
  let deferred;

  await test('a guest buys through the edge, and the order is paid', async () => {
    await buyAndPay();
  });

  await test('the shop and the console are served', async () => {
    for (const path of ['/', '/console/'])
      must(/<script/.test(await shopper.want(200, 'GET', path)), `${path} is no page`);
  });

  await test("nothing but the edge's port is published, and on this machine only", async () => {
    const published = project
      .containers()
      .flatMap(({ Name, NetworkSettings: { Ports } }) =>
        Object.values(Ports ?? {}).flatMap((bindings) =>
          (bindings ?? []).map((b) => `${Name} ${b.HostIp}:${b.HostPort}`),
        ),
      );
    must(published.length === 1 && published[0].endsWith(`haproxy-1 127.0.0.1:${port}`), published.join(', '));
  });

  await test('every container runs as an ordinary user, read-only, without capabilities, with a limit on memory', async () => {
    for (const { Name, Config, HostConfig } of project.containers()) {
      must(!['', '0', 'root'].includes(Config.User), `${Name} runs as root`);
      must(HostConfig.ReadonlyRootfs && HostConfig.Memory > 0, `${Name} is not read-only or not limited`);
      must(HostConfig.CapDrop?.[0] === 'ALL', `${Name} keeps capabilities`);
      must(HostConfig.SecurityOpt?.includes('no-new-privileges:true'), `${Name} may gain privileges`);
    }
  });

  await test('the replica streams from the primary', async () => {
    const sql = "SELECT state FROM pg_stat_replication WHERE application_name = 'postgres-2'";
    const ask = `PGPASSWORD=$(cat /run/breakwater/made/postgres) psql -h /tmp -U breakwater -d postgres -Atc "${sql}"`;
    const state = project.read('exec', '-T', 'postgres-1', 'sh', '-c', ask);
    must(state === 'streaming', `the replica is "${state}"`);
  });

  await test('without payment, the catalogue answers and a checkout is recorded for later', async () => {
    await project.compose('kill', 'payment');
    // What was under way at that very moment would be `unknown` instead: it may have reached the provider.
    await eventually('HAProxy sees that payment is gone', () => readyInstances('payment') === 0);
    await shopper.want(200, 'GET', '/api/catalogue/products');
    deferred = await shopper.buy();
    must(deferred.state === 'payment_deferred', `the order is ${deferred.state}`);
  });

  await test('what was killed stays as it is, for watching', async () => {
    const [payment] = project.containers('payment');
    must(!payment.State.Running && payment.RestartCount === 0, `payment is ${payment.State.Status}`);
  });

  await test('payment comes back, and the order that waited is paid', async () => {
    await project.compose('up', '--detach', '--wait', '--no-build', '--no-recreate');
    await eventually('the deferred order is paid', paid(deferred.id), 60_000);
  });

  await test('what crashed is started again', async () => {
    const kill = 'for p in /proc/[0-9]*; do case $(readlink $p/exe) in */node) kill -9 ${p#/proc/};; esac; done';
    // The shell dies with its container: that it fails says nothing.
    try {
      project.read('exec', '-T', 'reconciliation', 'bash', '-c', kill);
    } catch {}
    await eventually('reconciliation runs again', () => {
      const [{ State, RestartCount }] = project.containers('reconciliation');
      return State.Running && RestartCount > 0;
    });
    await shopper.want(200, 'GET', '/api/catalogue/products');
  });

  await test('order runs in three instances, HAProxy uses all of them, and customers still buy', async () => {
    await project.compose('up', '--detach', '--wait', '--no-build', '--no-recreate', '--scale', 'order=3', 'order');
    await eventually('HAProxy sees three', () => readyInstances('order') === 3);
    for (let purchase = 0; purchase < 3; purchase++) await buyAndPay();
  });

  await test('one instance of order less under traffic loses no request', async () => {
    let draining = true;
    const shrink = project
      .compose('up', '--detach', '--no-build', '--no-recreate', '--scale', 'order=2', 'order')
      .finally(() => (draining = false));
    let asked = 0;
    for (; draining; asked++) await shopper.want(200, 'GET', '/api/cart');
    await shrink;
    must(asked > 10, `only ${asked} requests were sent`);
  });
}

/** Images stay, as the build cache does: with them the next run builds only what has changed. */
async function takeAway() {
  await project.compose('down', '--volumes', '--remove-orphans');
  const left = project.containers().length;
  must(left === 0, `${left} containers are left`);
}

let ending;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    ending ??= project
      .interrupt()
      .then(takeAway)
      .finally(() => process.exit(1));
  });
}

try {
  // What an interrupted run may have left.
  await takeAway();
  await test('builds', () => project.compose('build'));
  if (failed === 0) await test('comes up healthy', () => project.compose('up', '--detach', '--wait', '--no-build'));
  if (failed === 0) await tests();
  if (failed > 0) await project.compose('logs', '--no-color', '--tail', '40').catch(() => undefined);
} finally {
  await ending;
  await test('goes away with its containers, networks and data', takeAway);
}
console.log(`compose: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
