import type { Order } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { Notice } from '@breakwater/web';
import { useState } from 'react';
import { Fact } from '../shell/fact.js';
import { formatInstant } from '../shell/format-instant.js';
import { Panel } from '../status/panel.js';
import { CancelOrder } from './cancel-order.js';
import { FulfilOrder } from './fulfil-order.js';
import { Lines, Refunds } from './order-tables.js';
import { RefundForm } from './refund-form.js';
import { mayRefund } from './refundable.js';

interface Props {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly onStale: () => void;
}

export function OrderFile({ order, onOrder, onStale }: Props) {
  const { shippingAddress: to } = order;
  const [done, setDone] = useState('');
  const answered = (words: string) => (answer: Order) => {
    setDone(words);
    onOrder(answer);
  };
  return (
    <>
      {done === '' ? null : <Notice tone="good" title={done} takeFocus />}
      <section className="card panel" aria-labelledby="order">
        <div className="panel-head">
          <h2 id="order">Order {order.number}</h2>
          <span className="badge">{order.state.replaceAll('_', ' ')}</span>
        </div>
        <dl className="facts">
          <Fact name="Id">
            <code>{order.id}</code>
          </Fact>
          <Fact name="Placed">{formatInstant(order.placedAt)}</Fact>
          <Fact name="Customer">{order.email}</Fact>
          <Fact name="Goes to">
            {[to.name, to.line1, to.line2, `${to.postalCode} ${to.city}`, to.country].filter(Boolean).join(', ')}
          </Fact>
          {order.decline === null ? null : (
            <Fact name="Declined">
              {order.decline.message} <code>{order.decline.code}</code>
            </Fact>
          )}
          {order.rejection === null ? null : <Fact name="Rejected">{order.rejection.replaceAll('_', ' ')}</Fact>}
          {order.cancellation === null ? null : (
            <Fact name="Cancelled by">{order.cancellation.replaceAll('_', ' ')}</Fact>
          )}
          {order.hasPaymentMethod ? null : <Fact name="Card">None given yet</Fact>}
          {order.payUntil === null ? null : <Fact name="To be paid until">{formatInstant(order.payUntil)}</Fact>}
          {order.apology === null ? null : (
            <Fact name="Apology">
              <code>{order.apology.code}</code>, {formatMoney(order.apology.amount)}
            </Fact>
          )}
        </dl>
        {order.state === 'paid' ? (
          <FulfilOrder order={order} onOrder={answered('The order is marked as sent')} onStale={onStale} />
        ) : null}
        <CancelOrder order={order} onOrder={answered('The order is cancelled')} onStale={onStale} />
      </section>
      <Lines order={order} />
      {mayRefund(order) ? (
        <RefundForm order={order} onOrder={answered('The refund is recorded')} onStale={onStale} />
      ) : null}
      <Refunds refunds={order.refunds} />
      <Panel title="Course" columns={['When', 'State']} empty={false}>
        <tbody>
          {order.timeline.map(({ state, at }) => (
            <tr key={`${at} ${state}`}>
              <td>{formatInstant(at)}</td>
              <th scope="row">{state.replaceAll('_', ' ')}</th>
            </tr>
          ))}
        </tbody>
      </Panel>
    </>
  );
}
