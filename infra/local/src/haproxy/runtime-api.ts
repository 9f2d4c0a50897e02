import { connect } from 'node:net';

/** HAProxy's own command line, over its stats socket. One connection per command. */
export class RuntimeApi {
  constructor(private readonly socketPath: string) {}

  /** Puts an instance into its slot and sends it requests. */
  async add(service: string, slot: number, port: number): Promise<void> {
    const server = `${service}/${service}-${slot}`;
    await this.change(`set server ${server} addr 127.0.0.1 port ${port}`, /no need to change|IP changed|port changed/);
    await this.change(`set server ${server} health up`);
    await this.change(`set server ${server} state ready`);
  }

  /** No new requests for this instance; those that run go on. */
  async drain(service: string, slot: number): Promise<void> {
    await this.change(`set server ${service}/${service}-${slot} state drain`);
  }

  async remove(service: string, slot: number): Promise<void> {
    await this.change(`set server ${service}/${service}-${slot} state maint`);
  }

  async disableFrontend(name: string): Promise<void> {
    await this.change(`disable frontend ${name}`);
  }

  /** How many requests run at an instance, and whether HAProxy sends it new ones. */
  async server(service: string, slot: number): Promise<{ requests: number; status: string }> {
    const row = (await this.statistics()).find(
      ({ pxname, svname }) => pxname === service && svname === `${service}-${slot}`,
    );
    return { requests: Number(row?.['scur'] ?? 0), status: row?.['status'] ?? 'MAINT' };
  }

  private async statistics(): Promise<Record<string, string>[]> {
    const [header = '', ...lines] = (await this.send('show stat')).trim().split('\n');
    const names = header.replace(/^# /, '').split(',');
    return lines.map((line) => Object.fromEntries(line.split(',').map((value, index) => [names[index] ?? '', value])));
  }

  /** HAProxy answers a successful change with an empty line, or with what it did. */
  private async change(command: string, fine = /^$/): Promise<void> {
    const answer = (await this.send(command)).trim();
    if (answer !== '' && !fine.test(answer)) throw new Error(`haproxy: ${command}: ${answer}`);
  }

  async send(command: string): Promise<string> {
    return await new Promise((resolve, reject) => {
      const socket = connect(this.socketPath);
      let answer = '';
      socket.setTimeout(2000, () => socket.destroy(new Error(`haproxy: no answer to ${command}`)));
      socket.on('connect', () => socket.end(`${command}\n`));
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString('utf8')));
      socket.on('error', reject);
      socket.on('close', () => resolve(answer));
    });
  }
}
