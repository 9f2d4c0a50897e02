import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTransport, type Transporter } from 'nodemailer';
import type { Mail } from '../mail/mailbox.js';
import { type SandboxProcess, startSandbox } from '../testing/sandbox-process.js';

let sandbox: SandboxProcess;
let smtp: Transporter;
beforeAll(async () => {
  sandbox = await startSandbox();
  smtp = createTransport({ host: '127.0.0.1', port: sandbox.smtpPort });
});
afterAll(async () => {
  smtp.close();
  await sandbox.stop();
});
beforeEach(() => sandbox.control('DELETE', 'mail'));

const mails = async (query = '') => (await sandbox.control('GET', `mail${query}`)) as Mail[];
const send = (mail: object) =>
  smtp.sendMail({ from: 'Breakwater <shop@breakwater.test>', to: 'ann@example.com', subject: 'Your order', ...mail });

describe('a mail that the shop sends', () => {
  it('is in the inbox when the mail server has said yes, with text, markup and umlauts', async () => {
    await send({ subject: 'Grüße: paid ✓', text: 'Thank you, Ann', html: '<p>Thank you, <b>Ann</b></p>' });
    expect(await mails()).toMatchObject([
      { from: expect.stringContaining('shop@breakwater.test'), to: ['ann@example.com'], subject: 'Grüße: paid ✓' },
    ]);
    const [mail] = await mails();
    expect(mail?.text).toContain('Thank you, Ann');
    expect(mail?.html).toContain('<b>Ann</b>');
  });

  it('is found by its recipient, newest first, and can be deleted', async () => {
    await send({ subject: 'first' });
    await send({ subject: 'second' });
    await send({ subject: 'other', to: 'bob@example.com' });
    const found = await mails('?to=ann@');
    expect(found.map((mail) => mail.subject)).toEqual(['second', 'first']);
    await sandbox.control('DELETE', `mail/${found[0]?.id}`);
    expect((await mails('?to=ann@')).map((mail) => mail.subject)).toEqual(['first']);
  });

  it('cannot do anything to the one who reads it', async () => {
    const evil = '<script>alert(1)</script>';
    await send({ subject: evil, text: `${evil} https://shop.example/pay?a=1&b=2`, html: `<p>hello${evil}</p>` });
    const [mail] = await mails();
    const inbox = await (await fetch(`${sandbox.url}/mail`)).text();
    const page = await (await fetch(`${sandbox.url}/mail/${mail?.id}`)).text();
    for (const markup of [inbox, page]) expect(markup).not.toContain(evil);
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(page).toContain('href="https://shop.example/pay?a=1&amp;b=2"');
    const body = await fetch(`${sandbox.url}/mail/${mail?.id}/body`);
    const policy = body.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/^sandbox (?!.*allow-scripts)/);
  });

  it('that does not exist is not found', async () => {
    expect((await fetch(`${sandbox.url}/mail/nothing`)).status).toBe(404);
    expect((await fetch(`${sandbox.url}/mail/nothing/body`)).status).toBe(404);
    await expect(sandbox.control('GET', 'mail/nothing')).rejects.toThrow('sandbox.mail.not_found');
  });

  it('pushes out the oldest when there are more than 500', async () => {
    const many = createTransport({ host: '127.0.0.1', port: sandbox.smtpPort, pool: true, maxConnections: 5 });
    const numbers = Array.from({ length: 505 }, (_, index) => index);
    await Promise.all(
      numbers.map((n) => many.sendMail({ from: 'a@b.test', to: 'c@d.test', subject: `n ${n}`, text: 'x' })),
    );
    many.close();
    expect(await mails('?limit=500')).toHaveLength(500);
  });
});
