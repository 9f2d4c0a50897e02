import type { Order } from '@breakwater/contracts';
import { money } from '@breakwater/kernel';
import { Price } from '@breakwater/web';
import { formatInstant } from '../shell/format-instant.js';
import { Panel } from '../status/panel.js';

export function Lines({ order }: { order: Order }) {
  const { currency } = order.total;
  const sums = [
    ['Shipping', order.shipping],
    ...(order.discount.amountMinor === 0
      ? []
      : [[`Coupon ${order.couponCode ?? ''}`, money(-order.discount.amountMinor, currency)] as const]),
    ['Total', order.total],
    ...(order.refunded.amountMinor === 0
      ? []
      : [['Given back', money(-order.refunded.amountMinor, currency)] as const]),
  ] as const;
  return (
    <Panel title="Lines" columns={['What', 'SKU', 'Quantity', 'Each', 'Sum']} empty={false}>
      <tbody>
        {order.lines.map((line) => (
          <tr key={line.sku}>
            <th scope="row">
              {line.title} <span className="quiet">{line.variantTitle}</span>
            </th>
            <td>
              <code>{line.sku}</code>
            </td>
            <td>{line.quantity}</td>
            <td>
              <Price amount={line.unitPrice} />
            </td>
            <td>
              <Price amount={line.lineTotal} />
            </td>
          </tr>
        ))}
        {sums.map(([name, amount]) => (
          <tr key={name}>
            <th scope="row" colSpan={4}>
              {name}
            </th>
            <td>
              <Price amount={amount} />
            </td>
          </tr>
        ))}
      </tbody>
    </Panel>
  );
}

export function Refunds({ refunds }: Pick<Order, 'refunds'>) {
  if (refunds.length === 0) return null;
  return (
    <Panel title="Refunds" columns={['When', 'Amount', 'State', 'Reason']} empty={false}>
      <tbody>
        {refunds.map(({ id, at, amount, state, reason }) => (
          <tr key={id} className={state === 'failed' ? 'row-down' : undefined}>
            <td>{formatInstant(at)}</td>
            <td>
              <Price amount={amount} />
            </td>
            <td>{state}</td>
            <td className="detail">{reason}</td>
          </tr>
        ))}
      </tbody>
    </Panel>
  );
}
