import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A mail server that keeps the subject of everything that is sent to it. */
export class Mailbox {
  readonly subjects: string[] = [];
  /** What it says instead of yes to a command, such as RCPT. */
  readonly refusals = new Map<string, string>();
  /** Taken mails are said to be taken when this is resolved. */
  gate: Promise<void> = Promise.resolve();
  /** Recipients that were asked for, taken or not. */
  asked = 0;
  private readonly server = createServer((socket) => this.serve(socket));
  private readonly sockets = new Set<Socket>();

  static async open(): Promise<Mailbox> {
    const mailbox = new Mailbox();
    mailbox.server.listen(0, '127.0.0.1');
    await once(mailbox.server, 'listening');
    return mailbox;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let inData = false;
    let rest = '';
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const hear = (line: string): void => {
      if (inData && line !== '.') {
        if (/^subject:/i.test(line)) this.subjects.push(line.slice('subject:'.length).trim());
        return;
      }
      const verb = line.slice(0, 4).toUpperCase();
      const ends = inData;
      const refusal = this.refusals.get(verb);
      if (verb === 'RCPT') this.asked++;
      inData = verb === 'DATA' && refusal === undefined;
      if (ends) void this.gate.then(() => say('250 ok'));
      else say(refusal ?? ANSWERS.get(verb) ?? '250 ok');
    };
    // Whoever is killed in mid-sentence resets the connection.
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
    say('220 mailbox');
  }
}

const ANSWERS = new Map([
  ['DATA', '354 go on'],
  ['QUIT', '221 bye'],
]);
