import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@breakwater/service-host';
import { timed } from '@breakwater/telemetry';
import { createTransport, type Transporter } from 'nodemailer';
import type { OrderConfig } from '../order.config.js';
import type { Mail } from './compose-mail.js';

const TIMEOUT_MS = 5000;
/** Longest one mail may take. The server has time for each of its answers, and not for one letter now and then. */
export const SEND_MS = 20_000;

/** Mail over SMTP. Each phase has a time-out and so has the whole: a mail server that hangs must not hold up a mail for ever. */
@Injectable()
export class Mailer {
  private readonly transport: Transporter;

  constructor(@Inject(CONFIG) private readonly config: OrderConfig) {
    const { hostname, port, username, password, protocol } = new URL(config.SMTP_URL);
    this.transport = createTransport({
      host: hostname,
      port: Number(port || 25),
      secure: protocol === 'smtps:',
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    });
  }

  /** `messageId` is the same for a repeat, so that a mailbox can tell that it has the mail already. */
  async send(to: string, mail: Mail, messageId: string): Promise<void> {
    const { MAIL_FROM: from } = this.config;
    await timed('mail.send', {}, () =>
      this.transport.sendMail({
        ...mail,
        from,
        to: { name: '', address: to },
        messageId: `<${messageId}@breakwater.example>`,
        signal: AbortSignal.timeout(SEND_MS),
      }),
    );
  }
}
