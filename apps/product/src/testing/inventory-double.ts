import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventEnvelope, StockDeclared } from '@breakwater/contracts';

/** Stands where inventory is: takes declared stock into its inbox, answers stock levels from it, and can be slow. */
export class InventoryDouble {
  readonly levels = new Map<string, number>();
  declared = 0;
  delayMs = 0;
  asked = 0;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<InventoryDouble> {
    const server = createServer();
    const double = new InventoryDouble(server);
    server.on('request', (request, response) => {
      double.answer(request).then(
        (body) => response.writeHead(body === undefined ? 204 : 200).end(body),
        () => response.writeHead(500).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<string | undefined> {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === '/internal/inbox') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { lines } = StockDeclared.parse(EventEnvelope.parse(JSON.parse(Buffer.concat(chunks).toString())).data);
      for (const { sku, onHand } of lines) if (!this.levels.has(sku)) this.levels.set(sku, onHand);
      this.declared += lines.length;
      return undefined;
    }
    this.asked += 1;
    await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const items = (url.searchParams.get('skus') ?? '').split(',').flatMap((sku) => {
      const available = this.levels.get(sku);
      return available === undefined ? [] : [{ sku, available, held: 0, confirmed: 0, received: available }];
    });
    return JSON.stringify({ items });
  }
}
