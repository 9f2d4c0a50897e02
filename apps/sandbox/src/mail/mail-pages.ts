import { Html, html } from '../pages/html.js';
import type { Mail } from './mailbox.js';

export function inboxPage(mails: readonly Mail[]): Html {
  if (mails.length === 0) {
    return html`<h1>Mail</h1>
      <div class="card"><p>Nothing has been sent yet. What the shop mails to its customers appears here.</p></div>`;
  }
  return html`<h1>Mail</h1>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Subject</th>
            <th>To</th>
            <th>Received</th>
          </tr>
        </thead>
        <tbody>
          ${mails.map(
            (mail) =>
              html`<tr>
                <td><a href="mail/${mail.id}">${mail.subject}</a></td>
                <td>${mail.to.join(', ')}</td>
                <td>${time(mail.receivedAt)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <div class="buttons"><button class="quiet" id="clear" type="button">Delete all</button></div>`;
}

export const inboxScript = `
document.querySelector('#clear')?.addEventListener('click', async () => {
  await fetch('control/mail', { method: 'DELETE' });
  location.reload();
});`;

export function mailPage(mail: Mail): Html {
  return html`<p><a href="mail">All mail</a></p>
    <h1>${mail.subject}</h1>
    <dl>
      <dt>From</dt>
      <dd>${mail.from}</dd>
      <dt>To</dt>
      <dd>${mail.to.join(', ')}</dd>
      <dt>Received</dt>
      <dd>${time(mail.receivedAt)}</dd>
    </dl>
    ${
      mail.html !== null &&
      html`<iframe
          src="mail/${mail.id}/body"
          title="The mail as it was designed"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
        ></iframe>
        <h2>As text</h2>`
    }
    <div class="card"><pre>${withLinks(mail.text)}</pre></div>`;
}

function time(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

/** Web addresses become links; everything else stays text. */
function withLinks(text: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)])/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : html`${part}`));
}
