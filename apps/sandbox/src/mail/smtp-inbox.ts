import type { Logger } from '@breakwater/telemetry';
import { type ParsedMail, simpleParser } from 'mailparser';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { randomText } from '../stripe-api/ids.js';
import type { Mailbox } from './mailbox.js';

const MAX_BYTES = 2 * 1024 * 1024;

/** A mail server that accepts everything and delivers nothing. */
export class SmtpInbox {
  private readonly server: SMTPServer;

  constructor(
    private readonly mailbox: Mailbox,
    private readonly log: Logger,
  ) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: MAX_BYTES,
      closeTimeout: 1000,
      onData: (stream, session, done) => {
        void this.receive(stream, session, done);
      },
    });
    this.server.on('error', (error) => this.log.warn({ err: error }, 'mail server'));
  }

  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    return this.port;
  }

  get port(): number {
    const address = this.server.server.address() as AddressInfo | null;
    return address?.port ?? 0;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(resolve);
    });
  }

  private async receive(
    stream: Readable,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    try {
      this.keep(await simpleParser(stream, { skipTextToHtml: true, skipImageLinks: true }), session);
      done();
    } catch (error) {
      this.log.warn({ err: error }, 'mail refused');
      done(error instanceof Error ? error : new Error('unreadable'));
    }
  }

  private keep(mail: ParsedMail, session: SMTPServerSession): void {
    this.mailbox.keep({
      id: randomText(16),
      receivedAt: new Date().toISOString(),
      from: mail.from?.text ?? (session.envelope.mailFrom ? session.envelope.mailFrom.address : ''),
      to: session.envelope.rcptTo.map((recipient) => recipient.address),
      subject: mail.subject ?? '(no subject)',
      text: mail.text ?? '',
      html: mail.html || null,
    });
  }
}
