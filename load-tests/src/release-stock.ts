import { readOrderSnapshots, readReservationSnapshots, releaseReservation, Uuid } from '@breakwater/contracts';
import { say } from './measure/report.js';
import { insideClient } from './stock/inside-shop.js';
import { refusalOf } from './stock/may-release.js';

// `npm run stock:release -- ORDER_ID`: gives back what is reserved for an order that ended without buying, or that is not there.

async function main(given: string | undefined): Promise<number> {
  const { data: orderId } = Uuid.safeParse(given);
  if (orderId === undefined) {
    say('usage: npm run stock:release -- ORDER_ID');
    return 2;
  }
  const [inventory, order] = [insideClient('inventory', process.env), insideClient('order', process.env)];
  try {
    const body = { orderIds: [orderId] };
    const [known] = (await order.call(readOrderSnapshots, { body })).items;
    const [reserved] = (await inventory.call(readReservationSnapshots, { body })).items;
    const refusal = refusalOf(known, reserved);
    if (refusal !== undefined) {
      say(`not released: ${refusal}`);
      return 1;
    }
    const { state } = await inventory.call(releaseReservation, { params: { orderId } });
    say(`the order is ${known?.state ?? 'not there'}; its reservation was ${reserved?.state}, it is ${state} now`);
    return 0;
  } finally {
    await Promise.all([inventory.close(), order.close()]);
  }
}

try {
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
