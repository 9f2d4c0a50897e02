import { testCards } from '../domain/test-cards.js';
import type { FaultSettings } from '../faults/fault-settings.js';
import { operations } from '../stripe-api/operations.js';
import type { RequestLog } from '../stripe-api/request-log.js';
import { type Html, html } from './html.js';

type Counts = ReturnType<RequestLog['report']>['operations'];

export function indexPage(faults: FaultSettings, now: Date, counts: Counts): Html {
  return html`<h1>Third parties for local runs</h1>
    <p>
      A payment provider that speaks Stripe's API, and a mail server whose mail goes to
      <a href="mail">an inbox here</a>. No money moves and no mail leaves this machine.
    </p>
    <h2>Make the payment provider misbehave</h2>
    <form class="card" id="faults">
      <div class="fields">${knobs(faults)}</div>
      <div class="buttons">
        <button>Apply</button><button class="quiet" type="button" id="clear">Everything works</button>
      </div>
      <output id="said" aria-live="polite"></output>
    </form>
    <h2>Time</h2>
    <form class="card" id="clock">
      <p>
        It is <strong id="now">${now.toISOString().slice(0, 19).replace('T', ' ')} UTC</strong> at the payment provider.
        Time only moves forward: idempotency keys are forgotten after 24 hours, holds end after 7 days.
      </p>
      <div class="buttons">
        <button class="quiet" value="3600">+ 1 hour</button><button class="quiet" value="90000">+ 25 hours</button>
        <button class="quiet" value="604800">+ 7 days</button>
      </div>
    </form>
    <h2>Test cards</h2>
    <p class="soft">Any later month and year, any three digits as security code.</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Number</th>
            <th>What happens</th>
            <th>Name for the API</th>
          </tr>
        </thead>
        <tbody>
          ${testCards.map(
            (card) =>
              html`<tr>
                <td class="number">${card.number.replaceAll(/(\d{4})(?=\d)/g, '$1 ')}</td>
                <td>${card.effect}</td>
                <td><code>${card.name}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <h2>Requests since the counts were cleared</h2>
    ${countTable(counts)}
    <h2>For programs</h2>
    <p>
      <code>/v1/*</code> the payment provider · <code>/control/faults</code>, <code>/control/clock</code>,
      <code>/control/requests</code>, <code>/control/mail</code> these knobs as JSON (<a href="openapi.json"
        >description</a
      >)
    </p>`;
}

const shares = [
  ['errorRate', 'Errors'],
  ['timeoutBeforeCharging', 'Time-out before charging'],
  ['timeoutAfterCharging', 'Time-out after charging'],
  ['hang', 'Hang'],
  ['reset', 'Reset before charging'],
  ['resetAfterCharging', 'Reset after charging'],
] as const;

function knobs(faults: FaultSettings): Html[] {
  const { webhooks } = faults;
  return [
    number('latencyMs', 'Latency, ms', faults.latencyMs),
    ...shares.map(([name, label]) => number(name, `${label}, share`, Number(faults[name]), '0.01')),
    html`<label
      >Only this operation<select name="operations">
        <option value="">all</option>
        ${operations.map((each) => html`<option${faults.operations[0] === each && html` selected`}>${each}</option>`)}
      </select></label
    >`,
    html`<label
      >Only this many requests<input name="count" type="number" min="0" value="${faults.count}" placeholder="no limit"
    /></label>`,
    number('webhooks.lose', 'Webhooks lost, share', Number(webhooks.lose), '0.01'),
    number('webhooks.double', 'Webhooks doubled, share', Number(webhooks.double), '0.01'),
    number('webhooks.delayMs', 'Webhooks late by, ms', webhooks.delayMs),
    number('searchLagMs', 'Search behind by, ms', faults.searchLagMs),
  ];
}

function number(name: string, label: string, value: number, step = '1'): Html {
  return html`<label>${label}<input name="${name}" type="number" min="0" step="${step}" value="${value}" /></label>`;
}

function countTable(counts: Counts): Html {
  const rows = Object.entries(counts);
  if (rows.length === 0) return html`<p class="soft">None yet.</p>`;
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Operation</th>
          <th>Requests</th>
          <th>Replayed</th>
          <th>Unanswered</th>
          <th>Statuses</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name, count]) =>
            html`<tr>
              <td>${name}</td>
              <td>${count.requests}</td>
              <td>${count.replayed}</td>
              <td>${count.unanswered}</td>
              <td>
                ${Object.entries(count.byStatus)
                  .map(([status, times]) => `${status}: ${times}`)
                  .join(', ')}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export const indexScript = `
const form = document.querySelector('#faults');
const said = document.querySelector('#said');
async function send(url, method, body) {
  const headers = body ? { 'content-type': 'application/json' } : {};
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error((await answer.json()).error?.message ?? answer.statusText);
}
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { operations, count, ...rest } = Object.fromEntries(new FormData(form));
  const body = { operations: operations ? [operations] : [], count: count === '' ? null : Number(count), webhooks: {} };
  for (const [name, value] of Object.entries(rest)) {
    const [first, second] = name.split('.');
    if (second) body[first][second] = Number(value);
    else body[first] = Number(value);
  }
  await send('control/faults', 'PUT', body).then(() => { said.textContent = 'Applied.'; }, (error) => { said.textContent = error.message; });
});
document.querySelector('#clear').addEventListener('click', async () => {
  await send('control/faults', 'DELETE');
  location.reload();
});
document.querySelector('#clock').addEventListener('submit', async (event) => {
  event.preventDefault();
  await send('control/clock', 'PUT', { advanceSeconds: Number(event.submitter.value) });
  location.reload();
});`;
